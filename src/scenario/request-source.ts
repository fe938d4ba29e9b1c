import type { Phase } from "../core/sample.ts";
import { ScheduleCursor, type SchedulePlan, type Stripe } from "./schedule.ts";

/** A request that is due to be sent. */
export interface DueRequest {
  /** Number of the request; where requests belong to sessions, the number of the session. */
  readonly seq: number;
  readonly phase: Phase;
  readonly intendedMs: number;
  readonly payloadIndex: number;
}

/**
 * The source of the engine's requests. The engine reports the end of each to it, because some traffic depends on
 * answers.
 */
export interface RequestSource {
  /** Time at which the next request is due, ms; `Infinity` while none is known. */
  readonly dueMs: number;
  /** Takes the request that is due next. The object is valid until the next call. */
  take(): DueRequest;
  /** Reports that a request that was taken has ended, well or not, and that its user is free to go on at `freeMs`. */
  ended(seq: number, freeMs: number, ok: boolean): void;
}

/** An open loop: all requests are known beforehand, and no answer changes them. */
export class OpenSource implements RequestSource {
  dueMs = Number.POSITIVE_INFINITY;
  readonly #cursor: ScheduleCursor;
  readonly #taken = { seq: 0, phase: "warmup" as Phase, intendedMs: 0, payloadIndex: 0 };

  constructor(plan: SchedulePlan, stripe: Stripe) {
    this.#cursor = new ScheduleCursor(plan, stripe);
    this.#advance();
  }

  take(): DueRequest {
    const taken = this.#taken;
    taken.seq = this.#cursor.seq;
    taken.phase = this.#cursor.phase;
    taken.intendedMs = this.#cursor.intendedMs;
    taken.payloadIndex = this.#cursor.payloadIndex;
    this.#advance();
    return taken;
  }

  ended(): void {}

  #advance(): void {
    this.dueMs = this.#cursor.next() ? this.#cursor.intendedMs : Number.POSITIVE_INFINITY;
  }
}
