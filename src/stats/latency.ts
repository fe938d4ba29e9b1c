import { formatCount } from "../core/format.ts";
import type { LatencySummary } from "../result/latency.ts";
import { PERCENTILES, type PercentileKey } from "../result/latency-figures.ts";
import type { Histogram } from "./histogram.ts";

/** Confidence of the sample floor. */
const CONFIDENCE = 0.99;

/**
 * Fewest samples from which a percentile may be stated: with fewer, even a run without one slow request does
 * not show, at 99 % confidence, that the percentile is met: p^n ≤ 0.01. These are the numbers of MLPerf's
 * early stopping (loadgen/early_stopping.cc) for no request over the limit: p90 44, p95 90, p99 459, p99.9 4603. They
 * take requests as independent, which in a queue they are not: a floor, not a promise.
 */
export function sampleFloor(percentile: number): number {
  return Math.ceil(Math.log(1 - CONFIDENCE) / Math.log(percentile / 100));
}

/** Percentiles of a histogram of `what`; one without enough samples is null, with the reason. */
export function summarise(histogram: Histogram, what = "ok requests"): LatencySummary {
  const { count } = histogram;
  const absent: Record<string, string> = {};
  const at = (key: PercentileKey): number | null => {
    const floor = sampleFloor(PERCENTILES[key]);
    if (count >= floor) return histogram.percentileMs(PERCENTILES[key]);
    absent[key] = `needs at least ${formatCount(floor)} ${what}, there are ${formatCount(count)}`;
    return null;
  };
  return {
    p50: at("p50"),
    p90: at("p90"),
    p95: at("p95"),
    p99: at("p99"),
    p999: at("p999"),
    max: count > 0 ? histogram.maxMs : null,
    mean: count > 0 ? histogram.meanMs : null,
    count,
    absent,
  };
}
