import type { FailureCode, Outcome } from "../core/sample.ts";
import type { RunRecorder } from "../stats/recorder.ts";
import { TARGETS } from "../targets/index.ts";
import { noConnections } from "../wire/http/transport.ts";
import { AnswerJudge } from "./answer-judge.ts";
import type { AutocannonClient } from "./autocannon-client.ts";
import { type AutocannonBooks, AutocannonConnection } from "./autocannon-connection.ts";
import { type Exchange, InFlight } from "./exchange.ts";
import type { LoadEvents, LoadJob } from "./send-load.ts";
import type { WorkerHealth } from "./worker-health.ts";

/** The books of a load that autocannon sends: exchanges in flight become samples. */
export class AutocannonRecord implements AutocannonBooks {
  readonly counts = noConnections();
  readonly #job: LoadJob;
  readonly #judge: AnswerJudge;
  readonly #recorder: RunRecorder;
  readonly #events: LoadEvents;
  readonly #now: () => number;
  readonly #endMs: number;
  readonly #inFlight = new InFlight();
  readonly #connections: AutocannonConnection[] = [];
  readonly #seenExamples = new Set<string>();
  #sends: number[] = [];
  #warmupSends = 0;
  #body = "";
  #sent = 0;
  #maxInFlight = 0;
  #isStopped = false;
  #fault: Error | null = null;

  constructor(job: LoadJob, recorder: RunRecorder, events: LoadEvents, nowMs: () => number) {
    this.#job = job;
    const { expected } = job.prepared;
    this.#judge = new AnswerJudge(TARGETS[job.target], { expected, timeoutMs: job.timeoutMs });
    this.#recorder = recorder;
    this.#events = events;
    this.#now = nowMs;
    this.#endMs = job.plan.warmupMs + job.plan.measureMs;
  }

  /** The number of requests that were sent. */
  get sent(): number {
    return this.#sent;
  }

  /** The fault of this program that broke the load off; null when there was none. */
  get fault(): Error | null {
    return this.#fault;
  }

  /** Whether all is sent and answered. */
  get isOver(): boolean {
    return this.#inFlight.size === 0 && (this.#isStopped || this.nowMs() >= this.#endMs);
  }

  nowMs(): number {
    return this.#now();
  }

  /** Keeps the body of an answer, which is judged next. */
  keepBody(body: string): void {
    this.#body = body;
  }

  watchClient(client: AutocannonClient): void {
    this.#connections.push(new AutocannonConnection(client, this));
  }

  /** Breaks the load off: what is in flight is cancelled. */
  stop(): void {
    this.#isStopped = true;
    for (const connection of this.#connections) connection.cancel();
  }

  begin(): Exchange | null {
    const nowMs = this.nowMs();
    if (this.#isStopped || nowMs >= this.#endMs) return null;
    const exchange = this.#inFlight.add(nowMs);
    exchange.phase = nowMs < this.#job.plan.warmupMs ? "warmup" : "measure";
    exchange.seq = this.#sent++;
    exchange.sentMs = nowMs;
    exchange.lastByteMs = nowMs;
    exchange.firstByteMs = Number.NaN;
    this.#sends.push(nowMs);
    if (exchange.phase === "warmup") this.#warmupSends++;
    this.#maxInFlight = Math.max(this.#maxInFlight, this.#inFlight.size);
    return exchange;
  }

  answered(exchange: Exchange, status: number, headers: readonly string[]): boolean {
    const named = pairs(headers);
    const body = Buffer.from(this.#body);
    const bytes = Number(named.get("content-length") ?? body.length);
    const { outcome, failure, message } = this.#judge.judge(exchange, {
      status,
      headers: named,
      body,
      bodyBytes: bytes,
      keepAlive: true,
    });
    this.#enter(exchange, exchange.lastByteMs, outcome, failure, message, status, bytes);
    return outcome === "ok";
  }

  ended(exchange: Exchange, outcome: Outcome, failure: FailureCode, message?: string): void {
    this.#enter(exchange, this.nowMs(), outcome, failure, message, 0, 0);
  }

  /** Reports to the recorder what has been sent since the last call. */
  report(): void {
    const nowMs = this.nowMs();
    this.#recorder.addSends(0, Float64Array.from(this.#sends), this.#warmupSends, nowMs);
    this.#recorder.progress(0, nowMs, this.#maxInFlight);
    this.#sends = [];
    this.#warmupSends = 0;
    this.#maxInFlight = this.#inFlight.size;
  }

  finish(): Pick<WorkerHealth, "inFlightArea"> {
    this.report();
    this.#recorder.endShard(0);
    return { inFlightArea: this.#inFlight.areaMs };
  }

  #enter(
    exchange: Exchange,
    doneMs: number,
    outcome: Outcome,
    failure: FailureCode,
    message: string | undefined,
    status: number,
    bytes: number,
  ): void {
    this.#inFlight.remove(exchange, doneMs);
    const { seq, phase, sentMs } = exchange;
    const firstByteMs = Number.isNaN(exchange.firstByteMs) ? null : exchange.firstByteMs;
    const times = { intendedMs: sentMs, sentMs, firstByteMs, doneMs };
    const { items } = this.#job;
    try {
      this.#recorder.add({
        seq,
        shard: 0,
        phase,
        endpoint: 0,
        items,
        ...times,
        bytes,
        outcome,
        failure,
        status,
      });
    } catch (error) {
      this.#breakOff(error);
    }
    const kind = `${outcome} ${failure} ${status}`;
    if (message === undefined || this.#seenExamples.has(kind)) return;
    this.#seenExamples.add(kind);
    this.#events.onExample({ outcome, failure, status, message });
  }

  #breakOff(error: unknown): void {
    if (this.#fault !== null) return;
    this.#fault = error instanceof Error ? error : new Error(String(error));
    setImmediate(() => this.stop());
  }
}

/** Makes a map of raw headers, which alternate names and values. Its names are in lower case. */
function pairs(raw: readonly string[]): Map<string, string> {
  const headers = new Map<string, string>();
  for (let at = 0; at + 1 < raw.length; at += 2)
    headers.set(String(raw[at]).toLowerCase(), String(raw[at + 1]));
  return headers;
}
