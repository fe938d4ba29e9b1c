import type { Sample } from "../../core/sample.ts";
import type { Objective } from "../../result/objective.ts";
import type { WindowOutcome } from "../windows/window-outcome.ts";
import { WindowTally } from "../windows/window-tally.ts";

const HOUR_MS = 3_600_000;
const HOURS = 24;

/** Tallies the requests of a day by the hour in which they were due. An hour is summed up as soon as none of its requests can be open any more, so that a day of millions takes the memory of two hours. */
export class DayTally {
  readonly #objectives: readonly Objective[];
  readonly #seed: number;
  readonly #timeoutMs: number;
  readonly #open = new Map<number, WindowTally>();
  readonly #done: WindowOutcome[] = [];

  /** @param timeoutMs longest time that a request may take */
  constructor(objectives: readonly Objective[], seed: number, timeoutMs: number) {
    this.#objectives = objectives;
    this.#seed = seed;
    this.#timeoutMs = timeoutMs;
  }

  add(sample: Readonly<Sample>): void {
    // Every hour before this moment, less the time that a request may take, is complete.
    while ((this.#done.length + 1) * HOUR_MS + this.#timeoutMs < sample.doneMs) this.#sumUp();
    this.#of(Math.floor(sample.intendedMs / HOUR_MS)).add(sample);
  }

  /** The outcomes of all hours of the day. */
  outcomes(): readonly WindowOutcome[] {
    while (this.#done.length < HOURS) this.#sumUp();
    return this.#done;
  }

  #of(hour: number): WindowTally {
    if (hour < this.#done.length) throw new RangeError(`hour ${hour} is summed up already`);
    const tally = this.#open.get(hour) ?? new WindowTally(HOUR_MS * hour, HOUR_MS);
    this.#open.set(hour, tally);
    return tally;
  }

  #sumUp(): void {
    const hour = this.#done.length;
    const outcome = this.#of(hour).outcome(this.#objectives, { seed: this.#seed, meanBatch: null });
    this.#done.push({ ...outcome, worst: null });
    this.#open.delete(hour);
  }
}
