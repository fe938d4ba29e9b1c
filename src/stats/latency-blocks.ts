import { Histogram } from "./histogram.ts";

const FIRST_BLOCK_MS = 100;
/**
 * Most blocks that are kept. A histogram is about 90 KB: these are 6 MB, however long the run. Between 32 and 64 are
 * left at its end.
 */
const MOST_BLOCKS = 64;

/** Mean latency of the requests that were intended in one stretch of time. */
export type Block = Pick<Histogram, "count" | "meanMs">;

/**
 * Response times in consecutive blocks of *intended* time, all of one length. When the run outgrows them, neighbours
 * are merged and the length doubles. That depends on the latest request only, so the blocks are the same in whatever
 * order samples come.
 */
export class LatencyBlocks {
  blockMs = FIRST_BLOCK_MS;
  #blocks: Histogram[] = [];

  /**
   * Records a latency.
   *
   * @param intendedMs when the request was intended, from the start of the measured part; what is a hair before it belongs to
   * the first block, so that none is lost
   */
  record(intendedMs: number, latencyMs: number): void {
    const atMs = Math.max(0, intendedMs);
    let number = Math.floor(atMs / this.blockMs);
    while (number >= MOST_BLOCKS) {
      this.#mergeNeighbours();
      number = Math.floor(atMs / this.blockMs);
    }
    while (this.#blocks.length <= number) this.#blocks.push(new Histogram());
    this.#blocks[number]?.recordMs(latencyMs);
  }

  get all(): readonly Histogram[] {
    return this.#blocks;
  }

  #mergeNeighbours(): void {
    this.blockMs *= 2;
    this.#blocks = this.#blocks.filter((block, i) => {
      if (i % 2 === 1) return false;
      const next = this.#blocks[i + 1];
      if (next !== undefined) block.add(next);
      return true;
    });
  }
}
