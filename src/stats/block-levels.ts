import type { BlockLatencies } from "./latency-blocks.ts";

/**
 * The level of each block: the mean rank of its requests among those of all blocks, 0 to 1 (midranks where requests are
 * equally long). Levels do not change when every latency is changed by the same rising function, and one long request
 * moves its block no further than one that is just the longest. Unlike the ranks of block means they tell how far
 * a block lies from the others: the levels of two blocks that share no latency differ by much more than chance makes
 * them differ (the ranks of the Wilcoxon change test: Dehling, Rooch & Taqqu 2013).
 */
export function blockLevels(blocks: readonly BlockLatencies[]): number[] {
  const perBlock = blocks.map((block) => block.buckets());
  const pooled = new Map<number, number>();
  for (const { upToMs, count } of perBlock.flat()) pooled.set(upToMs, (pooled.get(upToMs) ?? 0) + count);
  const total = blocks.reduce((sum, { count }) => sum + count, 0);
  const rank = new Map<number, number>();
  let below = 0;
  for (const [upToMs, count] of [...pooled].sort(([a], [b]) => a - b)) {
    rank.set(upToMs, (below + count / 2) / total);
    below += count;
  }
  return perBlock.map((buckets, i) => {
    const sum = buckets.reduce((ranks, { upToMs, count }) => ranks + count * (rank.get(upToMs) ?? 0), 0);
    return sum / (blocks[i]?.count ?? 1);
  });
}
