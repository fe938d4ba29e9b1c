import type { Phase } from "../core/sample.ts";
import { ScheduleCursor, type SchedulePlan, type Stripe } from "./schedule.ts";

/** A request, when its time has come. */
export interface DueRequest {
  /** Number of the request; where requests belong to sessions, the number of the session. */
  readonly seq: number;
  readonly phase: Phase;
  readonly intendedMs: number;
  readonly payloadIndex: number;
}

/** Where the engine takes its requests from. It says what became of each, because some traffic depends on answers. */
export interface RequestSource {
  /** When the next request is due; `Infinity` while none is known. */
  readonly dueMs: number;
  /** Takes the request that is due next. The object is valid until the next call. */
  take(): DueRequest;
  /** A request that was taken has ended, well or not. */
  ended(seq: number, doneMs: number, ok: boolean): void;
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
