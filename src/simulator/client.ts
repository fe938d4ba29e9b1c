import type { Sample } from "../core/sample.ts";
import type { DueRequest, RequestSource } from "../scenario/request-source.ts";
import { Attempt, type Call, type Ending, TIMED_OUT } from "./attempt.ts";
import type { EventQueue } from "./event-queue.ts";
import type { Client, Fleet } from "./fleet.ts";

/** The contents of a payload, as far as a server's time depends on it. */
export interface PayloadSize {
  readonly items: number;
  /** Length of the request, such as tokens or words; 0 where requests have none. */
  readonly length: number;
  readonly bytes: number;
}

/** The plan of the clients: who sends, how long they wait. */
export interface ClientPlan {
  /** An attempt without an answer for this long has failed, ms. */
  readonly timeoutMs: number;
  /** More requests at once are shed. */
  readonly maxInFlight: number;
  readonly sizeOf: (payloadIndex: number) => PayloadSize;
}

/** Called with each request that has an outcome, in the order of their ends. The object is reused: copy what you keep. */
export type OnSample = (sample: Readonly<Sample>) => void;

const SHED: Ending = { outcome: "shed", failure: "none", status: 0, message: "" };

/** Sends the requests of a source to a fleet at their intended moments, as the engine does in real time. */
export class SimulatedClient implements Client {
  inFlight = 0;
  /** Most requests in flight at once since it was last set to what there are. */
  peakInFlight = 0;
  readonly #events: EventQueue;
  readonly #plan: ClientPlan;
  readonly #source: RequestSource;
  readonly #onSample: OnSample;
  readonly #onSend: (atMs: number, isWarmup: boolean) => void;
  /** The attempts under way, in the order in which they were sent, which is that in which they time out. */
  #oldest: Attempt | null = null;
  #newest: Attempt | null = null;
  readonly #sample: Sample = {
    seq: 0,
    shard: 0,
    phase: "warmup",
    endpoint: 0,
    items: 1,
    intendedMs: 0,
    sentMs: 0,
    firstByteMs: null,
    doneMs: 0,
    bytes: 0,
    outcome: "ok",
    failure: "none",
    status: 0,
  };

  constructor(
    events: EventQueue,
    plan: ClientPlan,
    source: RequestSource,
    onSample: OnSample,
    onSend: (atMs: number, isWarmup: boolean) => void,
  ) {
    this.#events = events;
    this.#plan = plan;
    this.#source = source;
    this.#onSample = onSample;
    this.#onSend = onSend;
  }

  /** Moment at which the next attempt times out, ms; `Infinity` where none is under way. */
  get nextTimeoutMs(): number {
    return this.#oldest === null ? Number.POSITIVE_INFINITY : this.#oldest.sentMs + this.#plan.timeoutMs;
  }

  /** Sends the request that is due, or sheds it. */
  issue(due: DueRequest, fleet: Fleet): void {
    const { nowMs } = this.#events;
    const { items, length, bytes } = this.#plan.sizeOf(due.payloadIndex);
    const { seq, phase, intendedMs, payloadIndex } = due;
    const call = { seq, phase, intendedMs, sentMs: nowMs, payloadIndex, items, length, bytes };
    if (this.inFlight >= this.#plan.maxInFlight) {
      this.#tell(call, -1, SHED, null);
      return;
    }
    this.inFlight++;
    if (this.inFlight > this.peakInFlight) this.peakInFlight = this.inFlight;
    this.#onSend(nowMs, phase === "warmup");
    const attempt = new Attempt(call, fleet);
    attempt.sentMs = nowMs;
    this.#link(attempt);
    fleet.send(attempt);
  }

  /** Gives up the attempt that has waited longest. */
  timeOut(fleet: Fleet): void {
    const attempt = this.#oldest;
    if (attempt === null) return;
    fleet.abandon(attempt);
    this.ended(attempt, TIMED_OUT);
  }

  /** Ends everything that is under way, as a run does that is broken off. */
  cancel(ending: Ending): void {
    while (this.#oldest !== null) this.ended(this.#oldest, ending);
  }

  ended(attempt: Attempt, ending: Ending): void {
    this.#unlink(attempt);
    this.inFlight--;
    this.#tell(attempt.call, attempt.replica, ending, attempt.call.sentMs);
  }

  #tell(call: Call, replica: number, ending: Ending, sentMs: number | null): void {
    const { nowMs } = this.#events;
    const sample = this.#sample;
    sample.seq = call.seq;
    sample.phase = call.phase;
    sample.endpoint = Math.max(0, replica);
    sample.items = call.items;
    sample.intendedMs = call.intendedMs;
    sample.sentMs = sentMs;
    sample.doneMs = nowMs;
    sample.outcome = ending.outcome;
    sample.failure = ending.failure;
    sample.status = ending.status;
    this.#onSample(sample);
    this.#source.ended(call.seq, nowMs, ending.outcome === "ok");
  }

  #link(attempt: Attempt): void {
    attempt.before = this.#newest;
    if (this.#newest === null) this.#oldest = attempt;
    else this.#newest.after = attempt;
    this.#newest = attempt;
  }

  #unlink(attempt: Attempt): void {
    const { before, after } = attempt;
    if (before === null) this.#oldest = after;
    else before.after = after;
    if (after === null) this.#newest = before;
    else after.before = before;
    attempt.before = null;
    attempt.after = null;
  }
}
