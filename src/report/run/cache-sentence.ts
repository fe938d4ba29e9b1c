import { formatCount, formatMs, formatNumber } from "../../core/format.ts";
import type { RunResult } from "../../result/run-result.ts";

/** The finding of the cache check as a sentence. */
export function cacheSentence(check: NonNullable<RunResult["cacheCheck"]>): string {
  const { samples, differentMs, repeatedMs, ratio, interval, suspected } = check;
  if (suspected === null || interval === null) {
    return `Whether the server caches answers is not known: only ${formatCount(samples)} pairs of requests were answered.`;
  }
  const found = `always the same request took ${formatMs(repeatedMs)}, requests the server had not seen ${formatMs(differentMs)}: ${formatNumber(ratio)} times as long (95 % interval ${formatNumber(interval.low)} to ${formatNumber(interval.high)}, ${formatCount(samples)} pairs)`;
  return suspected
    ? `A warm cache may be what was measured: ${found}. Use --repetition unique to measure without it.`
    : `No sign of a cache: ${found}.`;
}
