/** Length of the blocks of a short run, ms. */
export const FIRST_BLOCK_MS = 100;

/**
 * Tallies of consecutive blocks of *intended* time, all of one length. When the run outgrows the most blocks that are kept,
 * neighbours are joined and the length doubles: between half of the most and the most are left at its end. That depends on the
 * latest request only, so the blocks are the same in whatever order samples come.
 */
export class TimeBlocks<Tally> {
  blockMs = FIRST_BLOCK_MS;
  #blocks: Tally[] = [];
  readonly #most: number;
  readonly #create: () => Tally;
  readonly #join: (into: Tally, next: Tally) => void;

  constructor(most: number, create: () => Tally, join: (into: Tally, next: Tally) => void) {
    this.#most = most;
    this.#create = create;
    this.#join = join;
  }

  get all(): readonly Tally[] {
    return this.#blocks;
  }

  /**
   * The tally of the block that a time lies in.
   *
   * @param intendedMs when the request was intended, from the start of the measured part; what is a hair before it belongs to
   * the first block, so that none is lost
   */
  at(intendedMs: number): Tally {
    const atMs = Math.max(0, intendedMs);
    while (atMs >= this.#most * this.blockMs) this.#joinNeighbours();
    const number = Math.floor(atMs / this.blockMs);
    while (this.#blocks.length <= number) this.#blocks.push(this.#create());
    return this.#blocks[number] as Tally;
  }

  #joinNeighbours(): void {
    this.blockMs *= 2;
    this.#blocks = this.#blocks.filter((block, i) => {
      if (i % 2 === 1) return false;
      const next = this.#blocks[i + 1];
      if (next !== undefined) this.#join(block, next);
      return true;
    });
  }
}
