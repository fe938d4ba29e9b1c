import type { DueRequest, RequestSource } from "../scenario/request-source.ts";
import { Attempt, type Ending, TIMED_OUT } from "./attempt.ts";
import type { Client, Entrance } from "./entrance.ts";
import type { EventQueue } from "./event-queue.ts";
import type { Hedging, Retries } from "./persistence.ts";
import { type OnEnded, type OnSample, SampleTeller } from "./sample-teller.ts";
import { UnderWay } from "./under-way.ts";

/** The contents of a payload, as far as a server's time depends on it. */
export interface PayloadSize {
  readonly items: number;
  /** Length of the request, such as tokens or words; 0 where requests have none. */
  readonly length: number;
  readonly bytes: number;
}

/** The plan of the clients: who sends, how long they wait. */
export interface ClientPlan {
  /** A request without an answer for this long has failed, with all its attempts, ms. */
  readonly timeoutMs: number;
  /** More requests at once are shed. */
  readonly maxInFlight: number;
  readonly sizeOf: (payloadIndex: number) => PayloadSize;
  /** Priority of a request by its number; left out or null = requests have none. */
  readonly priorityOf?: ((seq: number) => number) | null;
  /** Called with every request that has an outcome, at that moment. */
  readonly onEnded?: OnEnded | null;
  /** How a request is sent again that failed; left out or null = it is not. */
  readonly retries?: Retries | null;
  /** How a request is sent once more whose answer is late; left out or null = it is not. */
  readonly hedge?: Hedging | null;
}

/** Called when a request is sent, with the moment. */
export type OnSend = (atMs: number, isWarmup: boolean) => void;

/** The clients of a simulation, as its clock sees them. */
export interface Caller extends Client {
  /** Requests that were sent and have no outcome yet. */
  readonly inFlight: number;
  /** Most requests in flight at once since it was last set to what there are. */
  peakInFlight: number;
  /** Moment at which the next request times out, ms; `Infinity` where none is under way. */
  readonly nextTimeoutMs: number;
  /** Sends the request that is due, or sheds it. */
  issue(due: DueRequest, entrance: Entrance): void;
  /** Gives up the request that has waited longest. */
  timeOut(entrance: Entrance): void;
  /** Ends everything that is under way, as a run does that is broken off. */
  cancel(ending: Ending): void;
}

/** The ending of a request beyond the most that may be in flight. */
export const SHED: Ending = { outcome: "shed", failure: "none", status: 0, message: "" };

/** Sends the requests of a source to a fleet at their intended moments, as the engine does in real time. */
export class SimulatedClient implements Caller {
  inFlight = 0;
  /** Most requests in flight at once since it was last set to what there are. */
  peakInFlight = 0;
  readonly #events: EventQueue;
  readonly #plan: ClientPlan;
  readonly #teller: SampleTeller;
  readonly #onSend: OnSend;
  readonly #attempts = new UnderWay<Attempt>();

  constructor(
    events: EventQueue,
    plan: ClientPlan,
    source: RequestSource,
    onSample: OnSample,
    onSend: OnSend,
  ) {
    this.#events = events;
    this.#plan = plan;
    this.#teller = new SampleTeller(source, onSample, plan.onEnded ?? null);
    this.#onSend = onSend;
  }

  /** Moment at which the next attempt times out, ms; `Infinity` where none is under way. */
  get nextTimeoutMs(): number {
    const { oldest } = this.#attempts;
    return oldest === null ? Number.POSITIVE_INFINITY : oldest.sentMs + this.#plan.timeoutMs;
  }

  /** Sends the request that is due, or sheds it. */
  issue(due: DueRequest, entrance: Entrance): void {
    const { nowMs } = this.#events;
    const { items, length, bytes } = this.#plan.sizeOf(due.payloadIndex);
    const { seq, phase, intendedMs, payloadIndex } = due;
    const priority = this.#plan.priorityOf?.(seq) ?? 0;
    const call = { seq, phase, intendedMs, sentMs: nowMs, payloadIndex, priority, items, length, bytes };
    if (this.inFlight >= this.#plan.maxInFlight) {
      this.#teller.tell(call, -1, SHED, null, nowMs);
      return;
    }
    this.inFlight++;
    if (this.inFlight > this.peakInFlight) this.peakInFlight = this.inFlight;
    this.#onSend(nowMs, phase === "warmup");
    const attempt = new Attempt(call);
    attempt.sentMs = nowMs;
    this.#attempts.add(attempt);
    entrance.send(attempt);
  }

  /** Gives up the attempt that has waited longest. */
  timeOut(entrance: Entrance): void {
    const attempt = this.#attempts.oldest;
    if (attempt === null) return;
    entrance.abandon(attempt);
    this.ended(attempt, TIMED_OUT);
  }

  /** Ends everything that is under way, as a run does that is broken off. */
  cancel(ending: Ending): void {
    for (let one = this.#attempts.oldest; one !== null; one = this.#attempts.oldest) this.ended(one, ending);
  }

  ended(attempt: Attempt, ending: Ending): void {
    this.#attempts.remove(attempt);
    this.inFlight--;
    this.#teller.tell(attempt.call, attempt.replica, ending, attempt.call.sentMs, this.#events.nowMs);
  }
}
