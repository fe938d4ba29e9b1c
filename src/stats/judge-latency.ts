import { percentileLabel } from "../core/format.ts";
import type { JudgedObjective } from "../result/judged-objective.ts";
import type { LatencyObjective } from "../result/objective.ts";
import { percentileKeyOf } from "../result/objective.ts";
import type { Histogram } from "./histogram.ts";
import { sampleFloor } from "./latency.ts";
import { rankOf } from "./rank.ts";

/** The judgement of an objective: what a result states about it in addition to its text and its unit. */
export type Judgement = Pick<JudgedObjective, "observed" | "within" | "of" | "holds" | "note">;

/**
 * Judges a latency objective over all scheduled requests: a failed request is infinitely slow, so a percentile is
 * finite only while failures are rarer than its tail, and longest and mean only without any. What decides is the number of
 * requests within the limit, counted one by one; the value that is shown is that of a bucket, held back to the limit where that holds.
 *
 * @param ok the latency that the objective is about, of the ok requests that have it
 * @param scheduled number of those requests and the failed ones
 */
export function judgeLatency(objective: LatencyObjective, ok: Histogram, scheduled: number): Judgement {
  const { statistic, limitMs } = objective;
  const within = ok.count - ok.countAbove(limitMs);
  const judged = { within, of: scheduled };
  const fails = (note: string) => ({ ...judged, observed: null, holds: false, note });
  const failed = scheduled - ok.count;
  if (typeof statistic === "string") {
    if (scheduled === 0) return fails("no request was scheduled");
    if (failed > 0)
      return fails(`${failed} of ${scheduled} requests failed, which counts as infinitely slow`);
    if (statistic === "mean")
      return { ...judged, observed: ok.meanMs, holds: ok.meanMs <= limitMs, note: null };
    const holds = within === ok.count;
    return { ...judged, observed: holds ? Math.min(ok.maxMs, limitMs) : ok.maxMs, holds, note: null };
  }
  const floor = sampleFloor(statistic);
  if (scheduled < floor)
    return { ...fails(`needs at least ${floor} scheduled requests, there are ${scheduled}`), holds: null };
  const observedMs = percentileOverScheduled(ok, scheduled, statistic);
  if (observedMs === null) {
    const name = percentileKeyOf(statistic) ?? percentileLabel(`p${statistic}`);
    return fails(`${failed} of ${scheduled} requests failed, more than the ${name} tail holds`);
  }
  const holds = within >= rankOf(statistic, scheduled);
  return { ...judged, observed: holds ? Math.min(observedMs, limitMs) : observedMs, holds, note: null };
}

/**
 * A percentile over all scheduled requests, a failed one infinitely slow; null where it is not finite, or too few were
 * scheduled to state it.
 *
 * @param ok the latency of the ok requests
 */
export function percentileOverScheduled(ok: Histogram, scheduled: number, percentile: number): number | null {
  if (scheduled < sampleFloor(percentile)) return null;
  const rank = rankOf(percentile, scheduled);
  return rank > ok.count ? null : ok.atRankMs(rank);
}
