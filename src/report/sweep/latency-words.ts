import { formatShare } from "../../core/format.ts";
import type { PointSummary } from "../../result/sweep-result.ts";
import { isInfinite } from "../../sweep/infinite-tail.ts";
import type { ComparedStatistic } from "../../sweep/measured-figures.ts";
import { SPOILED_SIGN } from "../spoiled-sign.ts";

/**
 * A latency of a point in words, with a sign where lateness spoils it; where more requests failed than its tail holds, which makes it
 * infinite, the share that failed in its place.
 */
export function latencyWords(
  { latencyMs, failedShare, spoiled }: Pick<PointSummary, "latencyMs" | "failedShare" | "spoiled">,
  key: ComparedStatistic,
  format: (valueMs: number | null) => string,
): string {
  if (isInfinite(key, failedShare)) return `${formatShare(failedShare ?? 1, 1)} failed`;
  return `${format(latencyMs[key])}${spoiled.includes(key) ? SPOILED_SIGN : ""}`;
}

/** What the sign behind a latency says, for a list of points; null where none of them has it at one of these latencies. */
export function spoiledLegend(
  points: readonly PointSummary[],
  keys: readonly ComparedStatistic[],
): string | null {
  return points.some(({ spoiled }) => keys.some((key) => spoiled.includes(key)))
    ? `${SPOILED_SIGN} lateness of the generator or its machine is more of it than --lateness allows, in one run at least`
    : null;
}
