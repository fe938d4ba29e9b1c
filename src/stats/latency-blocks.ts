import { Histogram } from "./histogram.ts";
import { TimeBlocks } from "./time-blocks.ts";

/** Most blocks that are kept. A histogram is about 90 KB: these are 6 MB, however long the run. */
const MOST_BLOCKS = 64;

/** Mean latency of the requests that were intended in one stretch of time. */
export type Block = Pick<Histogram, "count" | "meanMs">;

/** Latencies of the requests that were intended in one stretch of time. */
export type BlockLatencies = Block & Pick<Histogram, "buckets">;

/** Response times in consecutive blocks of intended time. */
export class LatencyBlocks extends TimeBlocks<Histogram> {
  constructor() {
    super(
      MOST_BLOCKS,
      () => new Histogram(),
      (block, next) => block.add(next),
    );
  }

  record(intendedMs: number, latencyMs: number): void {
    this.at(intendedMs).recordMs(latencyMs);
  }
}
