import { formatShare } from "../../core/format.ts";
import type { PointSummary } from "../../result/sweep-result.ts";
import { isInfinite } from "../../sweep/infinite-tail.ts";
import type { ComparedStatistic } from "../../sweep/measured-figures.ts";

/**
 * A latency of a point in words; where more requests failed than its tail holds, which makes it infinite, the share that failed
 * in its place.
 */
export function latencyWords(
  { latencyMs, failedShare }: Pick<PointSummary, "latencyMs" | "failedShare">,
  key: ComparedStatistic,
  format: (valueMs: number | null) => string,
): string {
  return isInfinite(key, failedShare) ? `${formatShare(failedShare ?? 1, 1)} failed` : format(latencyMs[key]);
}
