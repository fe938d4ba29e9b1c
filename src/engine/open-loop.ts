import type { Clock } from "../core/clock.ts";
import type { FailureCode, Outcome, Phase, Sample } from "../core/sample.ts";
import { OpenSource, type RequestSource } from "../scenario/request-source.ts";
import { SessionSource } from "../scenario/sessions.ts";
import { TARGETS } from "../targets/index.ts";
import type { Target } from "../targets/target.ts";
import type { Http1Connection } from "../transport/http1-connection.ts";
import type { HttpResponse } from "../wire/http1-reader.ts";
import { ConnectionPool } from "./connection-pool.ts";
import type { FromWorker, WorkerJob } from "./messages.ts";
import { Pacer } from "./pacer.ts";
import { Reporter } from "./reporter.ts";

/** Requests sent in a row before the event loop may read sockets, when the generator is behind. */
const BURST_LIMIT = 32;
const TIMEOUT_CHECK_MS = 20;

/** What is known of the request in flight on a connection. */
interface InFlight {
  readonly connection: Http1Connection;
  seq: number;
  phase: Phase;
  intendedMs: number;
  sentMs: number;
  firstByteMs: number;
}

/**
 * Sends its stripe of the schedule at the intended times, whatever the server does, and records what became of
 * every request. Times inside are milliseconds since the start of the schedule.
 */
export class OpenLoop {
  readonly #job: WorkerJob;
  readonly #clock: Clock;
  readonly #target: Target;
  readonly #source: RequestSource;
  readonly #pacer: Pacer;
  readonly #pool: ConnectionPool<InFlight>;
  readonly #reporter: Reporter;
  readonly #requests: readonly Uint8Array[];
  readonly #sample: Sample;
  readonly #send: (message: FromWorker, transfer?: ArrayBuffer[]) => void;
  #t0Ms = 0;
  #sending = false;
  #timeoutCheck: NodeJS.Timeout | undefined;

  constructor(job: WorkerJob, clock: Clock, send: (message: FromWorker, transfer?: ArrayBuffer[]) => void) {
    this.#job = job;
    this.#clock = clock;
    this.#send = send;
    this.#target = TARGETS[job.target];
    this.#source =
      job.sessions === null
        ? new OpenSource(job.plan, job.stripe)
        : new SessionSource(job.plan, job.sessions, job.stripe);
    this.#pacer = new Pacer(clock, () => this.#sendDue());
    this.#reporter = new Reporter(send, () => this.#nowMs());
    this.#requests = cutRequests(job.requestBytes, job.requestOffsets);
    this.#sample = blankSample(job);
    this.#pool = new ConnectionPool(
      job.address,
      {
        onFirstByte: (slot) => {
          slot.firstByteMs = this.#nowMs();
        },
        onResponse: (slot, response) => this.#answered(slot, response),
        onFailure: (slot, code, message) => this.#ended(slot, "error", code, 0, 0, message),
      },
      (connection) => ({
        connection,
        seq: 0,
        phase: "warmup",
        intendedMs: 0,
        sentMs: 0,
        firstByteMs: Number.NaN,
      }),
    );
  }

  /** Opens the first connections, so that they are not part of anybody's latency. */
  async connect(): Promise<void> {
    await Promise.all([this.#pacer.ready(), this.#pool.warm(this.#job.warmConnections)]);
  }

  /** `t0Ms`: what the clock reads when the schedule starts. */
  start(t0Ms: number): void {
    this.#t0Ms = t0Ms;
    this.#sending = true;
    this.#timeoutCheck = setInterval(() => this.#expire(), TIMEOUT_CHECK_MS);
    this.#reporter.start();
    this.#awaitNext();
  }

  /** Ends early: what is in flight is cancelled, what is not sent yet is not scheduled any more. */
  stop(): void {
    this.#sending = false;
    for (const slot of this.#pool.inFlight()) this.#abandon(slot, "cancelled");
    this.#finishIfDrained();
  }

  #nowMs(): number {
    return this.#clock.nowMs() - this.#t0Ms;
  }

  /** Waits for the next request, or ends when there will be none. */
  #awaitNext(): void {
    const { dueMs } = this.#source;
    if (this.#sending && dueMs < Number.POSITIVE_INFINITY) this.#pacer.wakeAt(this.#t0Ms + dueMs);
    else this.#finishIfDrained();
  }

  #sendDue(): void {
    for (let sent = 0; this.#sending && sent < BURST_LIMIT; sent++) {
      if (this.#source.dueMs > this.#nowMs()) break;
      this.#issue();
    }
    this.#awaitNext();
  }

  #issue(): void {
    const { seq, phase, intendedMs, payloadIndex } = this.#source.take();
    if (this.#pool.busyCount >= this.#job.maxInFlight) {
      const nowMs = this.#nowMs();
      this.#record(seq, phase, intendedMs, null, null, nowMs, "shed", "none", 0, 0);
      this.#source.ended(seq, nowMs, false);
      return;
    }
    const slot = this.#pool.take();
    slot.seq = seq;
    slot.phase = phase;
    slot.intendedMs = intendedMs;
    slot.firstByteMs = Number.NaN;
    slot.sentMs = this.#nowMs();
    slot.connection.send(this.#requests[payloadIndex] as Uint8Array);
    this.#reporter.sent(slot.sentMs, phase, this.#pool.busyCount);
  }

  #answered(slot: InFlight, response: HttpResponse): void {
    const { outcome, failure, message } = this.#target.classify(response, this.#job.expected);
    this.#ended(slot, outcome, failure, response.status, response.bodyBytes, message);
  }

  #ended(
    slot: InFlight,
    outcome: Outcome,
    failure: FailureCode,
    status: number,
    bytes: number,
    message: string | undefined,
  ): void {
    const { seq, phase, intendedMs, sentMs, firstByteMs } = slot;
    const firstMs = Number.isNaN(firstByteMs) ? null : firstByteMs;
    const doneMs = this.#nowMs();
    this.#record(seq, phase, intendedMs, sentMs, firstMs, doneMs, outcome, failure, status, bytes);
    if (message !== undefined) this.#reporter.example({ outcome, failure, status, message });
    const dueMs = this.#source.dueMs;
    this.#source.ended(seq, doneMs, outcome === "ok");
    // An answer may have brought a request that is due before the one that is waited for.
    if (this.#source.dueMs < dueMs) this.#awaitNext();
    else this.#finishIfDrained();
  }

  #expire(): void {
    const latestSentMs = this.#nowMs() - this.#job.timeoutMs;
    for (const slot of this.#pool.inFlight()) if (slot.sentMs <= latestSentMs) this.#abandon(slot, "timeout");
    this.#finishIfDrained();
  }

  #abandon(slot: InFlight, outcome: "timeout" | "cancelled"): void {
    this.#pool.drop(slot);
    this.#ended(slot, outcome, "none", 0, 0, undefined);
  }

  #record(
    seq: number,
    phase: Phase,
    intendedMs: number,
    sentMs: number | null,
    firstByteMs: number | null,
    doneMs: number,
    outcome: Outcome,
    failure: FailureCode,
    status: number,
    bytes: number,
  ): void {
    const sample = this.#sample;
    sample.seq = seq;
    sample.phase = phase;
    sample.intendedMs = intendedMs;
    sample.sentMs = sentMs;
    sample.firstByteMs = firstByteMs;
    sample.doneMs = doneMs;
    sample.outcome = outcome;
    sample.failure = failure;
    sample.status = status;
    sample.bytes = bytes;
    this.#reporter.record(sample);
  }

  #finishIfDrained(): void {
    if (this.#timeoutCheck === undefined || this.#pool.busyCount > 0) return;
    if (this.#sending && this.#source.dueMs < Number.POSITIVE_INFINITY) return;
    clearInterval(this.#timeoutCheck);
    this.#timeoutCheck = undefined;
    this.#pacer.close();
    this.#pool.close();
    this.#reporter.finish();
    this.#send({ kind: "done" });
  }
}

function cutRequests(bytes: Uint8Array, offsets: Float64Array): Uint8Array[] {
  // Buffers over the shared memory: socket writes take them without a copy.
  const at = (index: number) => offsets[index] ?? bytes.length;
  return Array.from({ length: offsets.length - 1 }, (_, i) =>
    Buffer.from(bytes.buffer, bytes.byteOffset + at(i), at(i + 1) - at(i)),
  );
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
