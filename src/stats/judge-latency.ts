import { percentileLabel } from "../core/format.ts";
import type { JudgedObjective } from "../result/judged-objective.ts";
import type { LatencyObjective } from "../result/objective.ts";
import { percentileKeyOf } from "../result/objective.ts";
import type { Histogram } from "./histogram.ts";
import { sampleFloor } from "./latency.ts";

/** The judgement of an objective: what a result states about it in addition to its text and its unit. */
export type Judgement = Pick<JudgedObjective, "observed" | "within" | "of" | "holds" | "note">;

/**
 * Judges a latency objective over all scheduled requests: a failed request is infinitely slow, so a percentile is
 * finite only while failures are rarer than its tail, and longest and mean only without any.
 *
 * @param ok the latency that the objective is about, of the ok requests that have it
 * @param scheduled number of those requests and the failed ones
 */
export function judgeLatency(objective: LatencyObjective, ok: Histogram, scheduled: number): Judgement {
  const { statistic, limitMs } = objective;
  const judged = { within: withinLimit(ok, limitMs), of: scheduled };
  const fails = (note: string) => ({ ...judged, observed: null, holds: false, note });
  const failed = scheduled - ok.count;
  if (typeof statistic === "string") {
    if (scheduled === 0) return fails("no request was scheduled");
    if (failed > 0)
      return fails(`${failed} of ${scheduled} requests failed, which counts as infinitely slow`);
    const observed = statistic === "max" ? ok.maxMs : ok.meanMs;
    return { ...judged, observed, holds: observed <= limitMs, note: null };
  }
  const floor = sampleFloor(statistic);
  if (scheduled < floor) return fails(`needs at least ${floor} scheduled requests, there are ${scheduled}`);
  const rank = rankOf(statistic, scheduled);
  if (rank > ok.count) {
    const name = percentileKeyOf(statistic) ?? percentileLabel(`p${statistic}`);
    return fails(`${failed} of ${scheduled} requests failed, more than the ${name} tail holds`);
  }
  // Half a rank below: the way to a percentage and back must not round up to the next rank.
  const observed = ok.percentileMs((100 * (rank - 0.5)) / ok.count);
  return { ...judged, observed, holds: observed <= limitMs, note: null };
}

/**
 * Rank of a percentile among the scheduled requests, in whole millionths: 99.9 / 100 · 5000 is above 4995 in floating
 * point, and would be rounded up to 4996.
 */
function rankOf(percentile: number, scheduled: number): number {
  return Math.ceil((Math.round(percentile * 10_000) * scheduled) / 1_000_000);
}

/** Number of values within a limit, as exactly as the buckets of the histogram show. */
function withinLimit(ok: Histogram, limitMs: number): number {
  const late = ok.buckets().reduce((sum, { upToMs, count }) => sum + (upToMs > limitMs ? count : 0), 0);
  return ok.count - late;
}
