import type { Clock } from "../core/clock.ts";
import type { FailureCode, Outcome, Sample } from "../core/sample.ts";
import type { AnswerTokens } from "../core/token-block.ts";
import type { ChooseEndpoint } from "../scenario/balancing/balancing-rule.ts";
import { startBalancing } from "../scenario/balancing/index.ts";
import type { RequestSource } from "../scenario/request-source.ts";
import { sourceOf } from "../scenario/source-of.ts";
import { transportTo } from "../targets/ask/transport-to.ts";
import { TARGETS } from "../targets/index.ts";
import { unpackRequests } from "../transport/packed-requests.ts";
import type { HttpResponse } from "../wire/http/http-response.ts";
import {
  addConnections,
  type PackedRequest,
  type Transport,
  type TransportEvents,
} from "../wire/http/transport.ts";
import { AnswerJudge } from "./answer-judge.ts";
import { type Exchange, InFlight } from "./exchange.ts";
import type { FromWorker, WorkerJob } from "./messages.ts";
import { Pacer } from "./pacer.ts";
import { Reporter } from "./reporter.ts";
import { TotalInFlight } from "./total-in-flight.ts";
import { ThreadWatch } from "./worker-health.ts";

/** The most requests that are sent in a row before the event loop reads sockets, when the generator is late. */
const BURST_LIMIT = 32;
const TIMEOUT_CHECK_MS = 20;

interface Endpoint {
  readonly transport: Transport<Exchange>;
  readonly requests: readonly PackedRequest[];
}

/**
 * Sends one stripe of a load and records the outcome of every request. It sends at the times of a schedule, whatever
 * the server does, or in a closed loop. Its times are milliseconds since the start of the run.
 */
export class SendLoop {
  readonly #job: WorkerJob;
  readonly #clock: Clock;
  readonly #judge: AnswerJudge;
  readonly #source: RequestSource;
  readonly #pacer: Pacer;
  readonly #endpoints: readonly Endpoint[];
  readonly #choose: ChooseEndpoint;
  /** The number of requests in flight at each endpoint. */
  readonly #outstanding: number[];
  readonly #inFlight = new InFlight();
  readonly #total: TotalInFlight;
  readonly #reporter: Reporter;
  readonly #sample: Sample;
  readonly #streamed: boolean;
  readonly #send: (message: FromWorker, transfer?: ArrayBuffer[]) => void;
  #watch: ThreadWatch | undefined;
  #t0Ms = 0;
  #sending = false;
  /** Schedule time from which nothing more is sent. */
  #endMs = Number.POSITIVE_INFINITY;
  #sent = 0;
  #sendingSoon = false;
  #timeoutCheck: NodeJS.Timeout | undefined;

  constructor(job: WorkerJob, clock: Clock, send: (message: FromWorker, transfer?: ArrayBuffer[]) => void) {
    this.#job = job;
    this.#clock = clock;
    this.#send = send;
    const target = TARGETS[job.target];
    this.#judge = new AnswerJudge(target, job);
    this.#source = sourceOf(job, job.stripe);
    this.#pacer = new Pacer(clock, () => this.#sendDue());
    this.#streamed = job.tokens === "streamed";
    this.#total = new TotalInFlight(job.inFlight, job.maxInFlight);
    const now = () => this.#nowMs();
    this.#reporter = new Reporter(
      send,
      now,
      () => this.#total.now,
      job.tokens !== undefined,
      this.#judge.accuracy,
    );
    this.#sample = blankSample(job);
    const events: TransportEvents<Exchange> = {
      onBytes: (exchange) => {
        exchange.lastByteMs = this.#nowMs();
        if (Number.isNaN(exchange.firstByteMs)) exchange.firstByteMs = exchange.lastByteMs;
      },
      onPart: (exchange, part) => this.#judge.read(exchange, part),
      onResponse: (exchange, response) => this.#answered(exchange, response),
      onFailure: (exchange, code, message) =>
        this.#ended(exchange, this.#nowMs(), "error", code, 0, 0, message),
    };
    const { endpoints, balance, stripe, plan } = job;
    const { expected } = job;
    const unread = expected === null && target.needsNoWholeBody?.(expected) ? "ignored" : "kept";
    const bodies = this.#streamed ? "streamed" : unread;
    this.#endpoints = endpoints.map(({ address, requests }) => ({
      transport: transportTo(address, job.version, events, bodies),
      requests: unpackRequests(requests),
    }));
    this.#choose = startBalancing(balance, endpoints.length, stripe.index, plan.seed);
    this.#outstanding = endpoints.map(() => 0);
  }

  /** Opens the first connections, so that no latency includes a handshake; resolves when the loop can start. */
  async connect(): Promise<void> {
    const counts = this.#job.warmConnections;
    const warm = this.#endpoints.map(({ transport }, at) => transport.warm(counts[at] as number));
    await Promise.all([this.#pacer.ready(), ...warm]);
  }

  /** Starts sending. `t0Ms` is the clock reading at schedule time 0. */
  start(t0Ms: number): void {
    this.#t0Ms = t0Ms;
    this.#sending = true;
    const { warmupMs, measureMs } = this.#job.plan;
    this.#watch = new ThreadWatch(this.#clock, () => ({ spunMs: this.#pacer.spunMs, sent: this.#sent }));
    this.#watch.watch(t0Ms + warmupMs, t0Ms + warmupMs + measureMs);
    this.#timeoutCheck = setInterval(() => this.#expire(), TIMEOUT_CHECK_MS);
    this.#reporter.start();
    this.#awaitNext();
  }

  /** Ends the run early: requests in flight are cancelled, and no more are sent. */
  stop(): void {
    this.#sending = false;
    for (const exchange of this.#inFlight) this.#abandon(exchange, "cancelled");
    this.#finishIfDrained();
  }

  /** Ends the run at a schedule time: no request that is due from then on is sent, and those in flight are waited for. */
  endAt(atMs: number): void {
    this.#endMs = atMs;
    this.#awaitNext();
  }

  /** Time at which the next request is due; `Infinity` where there is none, or the run ends before. */
  get #dueMs(): number {
    const { dueMs } = this.#source;
    return dueMs < this.#endMs ? dueMs : Number.POSITIVE_INFINITY;
  }

  #nowMs(): number {
    return this.#clock.nowMs() - this.#t0Ms;
  }

  /** Waits until the next request is due, or ends the run when there is none. */
  #awaitNext(): void {
    const dueMs = this.#dueMs;
    if (this.#sending && dueMs < Number.POSITIVE_INFINITY) this.#pacer.wakeAt(this.#t0Ms + dueMs);
    else this.#finishIfDrained();
  }

  #sendDue(): void {
    for (let sent = 0; this.#sending && sent < BURST_LIMIT; sent++) {
      const nowMs = this.#nowMs();
      if (this.#dueMs > nowMs) break;
      this.#issue(nowMs);
    }
    this.#awaitNext();
  }

  #issue(nowMs: number): void {
    const { seq, phase, intendedMs, payloadIndex } = this.#source.take();
    const endpoint = this.#choose(this.#outstanding);
    const total = this.#total.take();
    if (total === null) {
      this.#sample.endpoint = endpoint;
      this.#sample.sentMs = null;
      this.#sample.firstByteMs = null;
      this.#record(seq, phase, intendedMs, nowMs, "shed", "none", 0, 0);
      this.#source.ended(seq, nowMs, false);
      return;
    }
    const exchange = this.#inFlight.add(nowMs);
    exchange.seq = seq;
    exchange.endpoint = endpoint;
    exchange.phase = phase;
    exchange.payloadIndex = payloadIndex;
    exchange.intendedMs = intendedMs;
    exchange.firstByteMs = Number.NaN;
    exchange.sentMs = nowMs;
    exchange.unreadable = null;
    if (this.#streamed) this.#judge.startReading(exchange);
    this.#sent++;
    this.#reporter.sent(nowMs, phase, total);
    const { transport, requests } = this.#endpoints[endpoint] as Endpoint;
    this.#outstanding[endpoint] = (this.#outstanding[endpoint] as number) + 1;
    exchange.sending = transport.send(exchange, requests[payloadIndex] as PackedRequest);
  }

  #answered(exchange: Exchange, response: HttpResponse): void {
    const judged = this.#judge.judge(exchange, response);
    const { outcome, failure, message, status = response.status, tokens } = judged;
    this.#ended(exchange, exchange.lastByteMs, outcome, failure, status, response.bodyBytes, message, tokens);
  }

  #ended(
    exchange: Exchange,
    doneMs: number,
    outcome: Outcome,
    failure: FailureCode,
    status: number,
    bytes: number,
    message: string | undefined,
    tokens?: AnswerTokens,
  ): void {
    const { seq, endpoint, phase, intendedMs, sentMs, firstByteMs } = exchange;
    this.#inFlight.remove(exchange, doneMs);
    this.#total.free();
    this.#outstanding[endpoint] = (this.#outstanding[endpoint] as number) - 1;
    this.#sample.endpoint = endpoint;
    this.#sample.sentMs = sentMs;
    this.#sample.firstByteMs = Number.isNaN(firstByteMs) ? null : firstByteMs;
    this.#record(seq, phase, intendedMs, doneMs, outcome, failure, status, bytes, tokens);
    if (message !== undefined) this.#reporter.example({ outcome, failure, status, message });
    const dueMs = this.#dueMs;
    // The user who waits for an answer is free when it has been judged: that is our work, and not the server's.
    this.#source.ended(seq, this.#nowMs(), outcome === "ok");
    // The answer may have created a request that is due before the one that the pacer waits for.
    if (this.#dueMs >= dueMs) this.#finishIfDrained();
    else if (this.#dueMs <= this.#nowMs()) this.#sendSoon();
    else this.#awaitNext();
  }

  /** Sends what is due before the next answer is looked at, so that no request waits while others are judged. */
  #sendSoon(): void {
    if (this.#sendingSoon) return;
    this.#sendingSoon = true;
    process.nextTick(() => {
      this.#sendingSoon = false;
      this.#sendDue();
    });
  }

  #expire(): void {
    const latestSentMs = this.#nowMs() - this.#job.timeoutMs;
    for (const exchange of this.#inFlight) {
      if (exchange.sentMs > latestSentMs) break;
      this.#abandon(exchange, "timeout");
    }
    this.#finishIfDrained();
  }

  #abandon(exchange: Exchange, outcome: "timeout" | "cancelled"): void {
    const stalled = outcome === "timeout" ? exchange.sending?.stalled?.() : undefined;
    exchange.sending?.abort();
    this.#ended(exchange, this.#nowMs(), outcome, "none", 0, 0, stalled);
  }

  #record(
    seq: number,
    phase: Sample["phase"],
    intendedMs: number,
    doneMs: number,
    outcome: Outcome,
    failure: FailureCode,
    status: number,
    bytes: number,
    tokens?: AnswerTokens,
  ): void {
    const sample = this.#sample;
    sample.seq = seq;
    sample.phase = phase;
    sample.intendedMs = intendedMs;
    sample.doneMs = doneMs;
    sample.outcome = outcome;
    sample.failure = failure;
    sample.status = status;
    sample.bytes = bytes;
    this.#reporter.record(sample, tokens);
  }

  #finishIfDrained(): void {
    if (this.#timeoutCheck === undefined || this.#inFlight.size > 0) return;
    if (this.#sending && this.#dueMs < Number.POSITIVE_INFINITY) return;
    clearInterval(this.#timeoutCheck);
    this.#timeoutCheck = undefined;
    void this.#finish();
  }

  async #finish(): Promise<void> {
    const watched = this.#watch?.finish();
    this.#pacer.close();
    this.#reporter.finish();
    if (watched === undefined) throw new Error("a loop that was started has a watch");
    // The main thread terminates this one after "done", so everything must be closed before.
    await Promise.all(this.#endpoints.map(({ transport }) => transport.close()));
    this.#send({
      kind: "done",
      health: {
        ...watched,
        inFlightArea: this.#inFlight.areaMs,
        sent: this.#sent,
        connections: addConnections(this.#endpoints.map(({ transport }) => transport.counts)),
      },
    });
  }
}

function blankSample(job: WorkerJob): Sample {
  return {
    seq: 0,
    shard: job.stripe.index,
    phase: "warmup",
    endpoint: 0,
    items: job.items,
    intendedMs: 0,
    sentMs: null,
    firstByteMs: null,
    doneMs: 0,
    bytes: 0,
    outcome: "ok",
    failure: "none",
    status: 0,
  };
}
