import type { RunResult } from "../result/run-result.ts";
import { median } from "./median.ts";

/** Ratio of repeated to different latency below which neither chance nor a CPU's caches explain the difference. */
const SUSPICIOUS_RATIO = 0.9;
/** Fewest pairs: with fewer, the interval of a median is too wide to judge. */
const MIN_PAIRS = 30;
const CONFIDENCE = 0.95;

/** A request that the server had not seen and one that it had, sent next to each other. */
export interface CachePair {
  readonly differentMs: number;
  readonly repeatedMs: number;
}

/**
 * Whether a server answers from a cache, after MLPerf Inference's compliance TEST04: the median over pairs of
 * repeated ÷ different. Its interval is that of order statistics, which holds for any distribution. A cache is
 * suspected when the whole interval lies below 0.9.
 */
export function judgeCache(pairs: readonly CachePair[]): NonNullable<RunResult["cacheCheck"]> {
  const samples = pairs.length;
  if (samples < MIN_PAIRS)
    return { samples, differentMs: null, repeatedMs: null, ratio: null, interval: null, suspected: null };
  const ratios = pairs.map(({ differentMs, repeatedMs }) => repeatedMs / differentMs).sort((a, b) => a - b);
  const rank = lowerRank(samples);
  const interval = { low: ratios[rank] ?? 0, high: ratios[samples - 1 - rank] ?? 0 };
  return {
    samples,
    differentMs: median(pairs.map((pair) => pair.differentMs)),
    repeatedMs: median(pairs.map((pair) => pair.repeatedMs)),
    ratio: median(ratios),
    interval,
    suspected: interval.high < SUSPICIOUS_RATIO,
  };
}

/**
 * The largest r (from 0) for which the r-th and the (n−1−r)-th of n ordered values enclose the median with at least
 * the confidence: P(B ≤ r) ≤ 2.5 % for B ~ Binomial(n, ½) (David & Nagaraja 2003, "Order Statistics", §7.1).
 */
function lowerRank(n: number): number {
  let logProbability = -n * Math.LN2;
  let below = Math.exp(logProbability);
  let rank = 0;
  for (;;) {
    logProbability += Math.log((n - rank) / (rank + 1));
    below += Math.exp(logProbability);
    if (below > (1 - CONFIDENCE) / 2) return rank;
    rank++;
  }
}
