import { Histogram } from "../../src/stats/histogram.ts";

/** Blocks of a run, whose requests are spread evenly around the mean of their block, by 20 % to either side. */
export function blocksOf(meansMs: readonly number[], counts: readonly number[] = []): Histogram[] {
  return meansMs.map((meanMs, i) => {
    const block = new Histogram();
    const count = counts[i] ?? 10;
    for (let n = 0; n < count; n++) block.recordMs(meanMs * (0.8 + (0.4 * (n + 0.5)) / count));
    return block;
  });
}
