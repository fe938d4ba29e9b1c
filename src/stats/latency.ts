import type { LatencySummary } from "../result/latency.ts";
import type { RunResult } from "../result/run-result.ts";
import { PERCENTILES, type PercentileKey, parseSlo } from "../scenario/slo.ts";
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
    absent[key] = `needs at least ${floor} ${what}, there are ${count}`;
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

/**
 * Judges an objective over all scheduled requests: a failed request is infinitely slow, so a percentile is
 * finite only while failures are rarer than its tail.
 *
 * @param ok what the objective is about, of the ok requests that have it
 * @param scheduled those and the failed ones
 */
export function judgeSlo(objective: string, ok: Histogram, scheduled: number): RunResult["slo"][number] {
  const slo = parseSlo(objective);
  if (slo === undefined) throw new TypeError(`"${objective}" passed validation and is no objective`);
  const percentile = PERCENTILES[slo.percentile];
  const floor = sampleFloor(percentile);
  if (scheduled < floor) {
    const note = `needs at least ${floor} scheduled requests, there are ${scheduled}`;
    return { objective: slo.text, observedMs: null, holds: false, note };
  }
  // In whole thousandths: 99.9 / 100 · 5000 is above 4995 in floating point, and would be rounded up to 4996.
  const rank = Math.ceil((Math.round(percentile * 10) * scheduled) / 1000);
  if (rank > ok.count) {
    const failed = scheduled - ok.count;
    const note = `${failed} of ${scheduled} requests failed, more than the ${slo.percentile} tail holds`;
    return { objective: slo.text, observedMs: null, holds: false, note };
  }
  // Half a rank below: the way to a percentage and back must not round up to the next rank.
  const observedMs = ok.percentileMs((100 * (rank - 0.5)) / ok.count);
  return { objective: slo.text, observedMs, holds: observedMs <= slo.limitMs, note: null };
}
