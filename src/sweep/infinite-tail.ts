import { PERCENTILES } from "../result/latency-figures.ts";
import type { ComparedStatistic } from "./measured-figures.ts";

/**
 * Whether so many requests failed that a percentile over all scheduled ones is infinite: a failed request is infinitely slow, so
 * a percentile is finite only while failures are no more than its tail. The mean is of the answered requests.
 */
export function isInfinite(statistic: ComparedStatistic, failedShare: number | null): boolean {
  if (statistic === "mean" || failedShare === null) return false;
  // Shares such as 0.05 are not exact in floating point: a billionth of the requests decides nothing.
  return failedShare > 1 - PERCENTILES[statistic] / 100 + 1e-9;
}
