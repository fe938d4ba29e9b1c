import type { SeedOutcome } from "../../simulator/over-seeds.ts";

/** Simulates one seed, wherever that is done; null where it was interrupted before its end. */
export type SimulateSeed = (seed: number) => Promise<SeedOutcome | null>;

/** Seeds that several threads simulate, each of which takes the next one as soon as it is free. */
export class SeedQueue {
  readonly #seeds: readonly number[];
  readonly #onDone: (done: number) => void;
  readonly #outcomes: (SeedOutcome | undefined)[];
  #next = 0;
  /** Seeds that are simulated. */
  done = 0;

  /** @param onDone called after each seed, with how many are done */
  constructor(seeds: readonly number[], onDone: (done: number) => void) {
    this.#seeds = seeds;
    this.#onDone = onDone;
    this.#outcomes = seeds.map(() => undefined);
  }

  /** Simulates seeds until none is left, or until one is interrupted. */
  async drain(simulate: SimulateSeed): Promise<void> {
    while (this.#next < this.#seeds.length) {
      const index = this.#next++;
      const outcome = await simulate(this.#seeds[index] as number);
      if (outcome === null) return;
      this.#outcomes[index] = outcome;
      this.#onDone(++this.done);
    }
  }

  /** The outcomes in the order of the seeds, whoever simulated them; undefined for one that did not come to its end. */
  get outcomes(): readonly (SeedOutcome | undefined)[] {
    return this.#outcomes;
  }
}
