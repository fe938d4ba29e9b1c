import { PERCENTILES } from "../result/latency-figures.ts";
import type { Measure } from "../result/measure.ts";
import type { PointSummary } from "../result/sweep-result.ts";
import { median } from "../stats/median.ts";
import { keyOf } from "./axes.ts";
import { feasibilityOf, joinedFailedShare, joinedObjectives } from "./feasibility.ts";
import { isInfinite } from "./infinite-tail.ts";
import { type ComparedStatistic, comparedFigures } from "./measured-figures.ts";
import { answerOfAll } from "./pooled-answer.ts";
import { type KnownTimes, pooledPercentile, scheduledOf, timesOfMeasure } from "./pooled-times.ts";

/** Tells the response times of the run of a measure. */
export type TimesOf = (measure: Measure) => KnownTimes;

/**
 * One summary for each point that was measured. It is over the valid takes that were made after the point was picked, where
 * there are some, because those that picked it flatter it; else over its valid takes of whole length, or over its probes where
 * there are only those. Response times, failures and objectives are over the requests of all these takes together, rates and
 * costs are medians of the takes.
 *
 * @param durationMs length of a whole take
 * @param timesOf from the histograms of the runs; without it, percentiles of several takes are upper bounds
 */
export function summarisePoints(
  measures: readonly Measure[],
  durationMs: number,
  timesOf: TimesOf = timesOfMeasure,
): PointSummary[] {
  const byPoint = new Map<string, Measure[]>();
  for (const measure of measures) {
    const key = keyOf(measure.point);
    byPoint.set(key, [...(byPoint.get(key) ?? []), measure]);
  }
  return [...byPoint.values()].map((takes) => summarise(takes, durationMs, timesOf));
}

function summarise(takes: readonly Measure[], durationMs: number, timesOf: TimesOf): PointSummary {
  const valid = takes.filter((take) => take.valid);
  const again = valid.filter(({ confirms }) => confirms);
  const picking = valid.filter(({ confirms }) => !confirms);
  const whole = again.length > 0 ? again : picking.filter((take) => take.durationMs >= durationMs);
  const used = whole.length > 0 ? whole : picking;
  const failedShare = joinedFailedShare(used);
  const objectives = joinedObjectives(used);
  return {
    point: (takes[0] as Measure).point,
    takes: whole.length,
    confirmed: again.length,
    state: whole.length > 0 ? "measured" : used.length > 0 ? "probed" : "invalid",
    reasons: used.length > 0 ? [] : [...new Set(takes.flatMap(({ reasons }) => reasons))],
    ...comparedFigures(joinedTimes(used, failedShare, timesOf), (key) =>
      key === "failedShare" ? failedShare : medianOf(used.map((take) => take[key])),
    ),
    spoiled: [...new Set(used.flatMap(({ spoiled }) => spoiled))],
    objectives: objectives.map(({ keeps, judged, margin: _, ...joined }) => ({
      ...joined,
      holds: judged ? keeps : null,
    })),
    holds: holdsTogether(used),
    answer: answerOfAll(objectives.map(({ answer }) => answer)),
  };
}

/** Reads a statistic of the response times of all takes together. */
function joinedTimes(
  takes: readonly Measure[],
  failedShare: number | null,
  timesOf: TimesOf,
): (key: ComparedStatistic) => number | null {
  const [only, ...others] = takes;
  const times = others.length === 0 ? [] : takes.map(timesOf);
  return (key) => {
    if (isInfinite(key, failedShare)) return null;
    if (only !== undefined && others.length === 0) return only.latencyMs[key];
    return key === "mean" ? joinedMean(takes) : pooledPercentile(times, PERCENTILES[key]);
  };
}

/** Mean over the answered requests of all takes. */
function joinedMean(takes: readonly Measure[]): number | null {
  const told = takes.flatMap((take) => {
    const { latencyMs, failedShare } = take;
    const ok = Math.max(1, scheduledOf(take) * (1 - (failedShare ?? 0)));
    return latencyMs.mean === null ? [] : [{ meanMs: latencyMs.mean, ok }];
  });
  const answered = told.reduce((sum, { ok }) => sum + ok, 0);
  return answered === 0 ? null : told.reduce((sum, { meanMs, ok }) => sum + meanMs * ok, 0) / answered;
}

/**
 * Whether all takes together keep the objectives; null where there are none, or no take was long enough to judge them.
 */
function holdsTogether(takes: readonly Measure[]): boolean | null {
  if (takes.every(({ objectives }) => objectives.length === 0)) return null;
  const { holds, judged } = feasibilityOf(takes);
  return judged ? holds : null;
}

/** Median of the values that are not null. */
function medianOf(values: readonly (number | null)[]): number | null {
  return median(values.filter((value) => value !== null));
}
