import type { ScalingDecision } from "./autoscaler.ts";

/** Decisions in a row that say the same: the first of them, and how many there were. */
export interface LoggedDecision extends ScalingDecision {
  /** When the last of them was made, ms. */
  readonly untilMs: number;
  readonly times: number;
}

/** Longest log: a day of changes at every sync of an HPA. */
const MOST_LINES = 6000;

/**
 * The decisions of a run. Those in a row that order the same for the same reasons are one line, so that a quiet day is
 * as short as a quiet minute; beyond the longest log only their number is kept.
 */
export class DecisionLog {
  readonly #lines: LoggedDecision[] = [];
  #omitted = 0;

  get lines(): readonly LoggedDecision[] {
    return this.#lines;
  }

  /** Decisions that are not in the log, because it was full. */
  get omitted(): number {
    return this.#omitted;
  }

  add(decision: ScalingDecision): void {
    const last = this.#lines.at(-1);
    if (last !== undefined && this.#omitted === 0 && isAlike(last, decision))
      this.#lines[this.#lines.length - 1] = { ...last, untilMs: decision.atMs, times: last.times + 1 };
    else if (this.#lines.length < MOST_LINES)
      this.#lines.push({ ...decision, untilMs: decision.atMs, times: 1 });
    else this.#omitted++;
  }
}

/** Whether a decision says what the one before it said. One that changes something never does. */
function isAlike(before: ScalingDecision, now: ScalingDecision): boolean {
  return (
    now.current === now.desired &&
    before.current === before.desired &&
    before.by === now.by &&
    before.recommended === now.recommended &&
    before.desired === now.desired &&
    before.heldBackBy.join("\n") === now.heldBackBy.join("\n")
  );
}
