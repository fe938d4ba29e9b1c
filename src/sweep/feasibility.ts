import { smallest } from "../core/extremes.ts";
import type { Measure } from "../result/measure.ts";
import { failsTooOften } from "./fails-too-often.ts";
import { answerAsObserved, answerOfTakes, type PooledAnswer } from "./pooled-answer.ts";
import { scheduledOf } from "./pooled-times.ts";

export interface Feasibility {
  /** Whether every objective is kept, and few requests failed, all takes together. */
  readonly holds: boolean;
  /** Whether some take had enough requests for every percentile. */
  readonly judged: boolean;
  /**
   * Logarithm of limit ÷ observed figure, mean of the takes, of the objective where it is least: by how much the
   * server may get slower before it misses, or must get faster to keep it. Null where no figure was observed.
   */
  readonly margin: number | null;
}

/**
 * Whether the point of these takes keeps every objective. Takes are pooled: what counts is the share of requests that
 * keep the limit in the long run, and a long take tells more of it than a short one. For an objective that is not about
 * single requests, such as throughput, the mean of the takes counts. Without objectives, a point holds
 * unless too many requests failed.
 *
 * @param takes valid measures of one point, at least one
 */
export function feasibilityOf(takes: readonly Measure[]): Feasibility {
  const joined = joinedObjectives(takes);
  const margins = joined.flatMap(({ margin }) => margin ?? []);
  const slo = joined.map(({ objective }) => objective);
  return {
    holds: joined.every(({ keeps }) => keeps) && !failsTooOften(slo, joinedFailedShare(takes)),
    judged: takes.some(({ objectives }) => objectives.every(({ holds }) => holds !== null)),
    margin: margins.length === 0 ? null : smallest(margins),
  };
}

/** Share of the scheduled requests of all takes that failed; null where no take tells. */
export function joinedFailedShare(takes: readonly Measure[]): number | null {
  const told = takes.flatMap((take) => {
    const { failedShare } = take;
    return failedShare === null ? [] : [{ failedShare, weight: Math.max(1, scheduledOf(take)) }];
  });
  const weight = told.reduce((sum, one) => sum + one.weight, 0);
  return weight === 0 ? null : told.reduce((sum, one) => sum + one.weight * one.failedShare, 0) / weight;
}

type Judged = Measure["objectives"][number];

/** An objective over all takes of a point, with the joined figure that decides it. */
export interface JoinedObjective
  extends Pick<Judged, "objective" | "within" | "scheduled" | "share" | "margin"> {
  readonly keeps: boolean;
  /** Whether some take had enough requests to judge it. */
  readonly judged: boolean;
  /** Number of independent requests that would tell as much; null where it is not known. */
  readonly worth: number | null;
  /** What all takes show of the long run; null where they do not say. */
  readonly answer: PooledAnswer["answer"];
}

/** Each objective over the requests of all takes together; one that is not about single requests by the mean of its takes. */
export function joinedObjectives(takes: readonly Measure[]): JoinedObjective[] {
  return (takes[0]?.objectives ?? []).map(({ objective }, index) => {
    const of = takes.flatMap((take) => take.objectives[index] ?? []);
    const counted = of.filter(({ within, scheduled }) => within !== null && scheduled !== null);
    const sum = (read: (one: Judged) => number | null) =>
      counted.length === 0 ? null : counted.reduce((total, one) => total + (read(one) ?? 0), 0);
    const found = {
      objective,
      within: sum(({ within }) => within),
      scheduled: sum(({ scheduled }) => scheduled),
      share: of[0]?.share ?? null,
      margin: marginOf(of),
    };
    const kept = keeps(found, of);
    const shown =
      found.share === null || found.share >= 1 || found.share <= 0
        ? { worth: null, answer: answerAsObserved(kept, of) }
        : answerOfTakes(found.share, kept, of);
    return { ...found, ...shown, keeps: kept, judged: of.some(({ holds }) => holds !== null) };
  });
}

function keeps(
  { within, scheduled, share, margin }: Pick<JoinedObjective, "within" | "scheduled" | "share" | "margin">,
  of: readonly Judged[],
): boolean {
  if (share === null) return (margin ?? 0) >= 0 && of.some(({ holds }) => holds === true);
  // Shares such as 0.999 are not exact in floating point: a millionth of a request decides nothing.
  return within !== null && scheduled !== null && scheduled > 0 && within >= scheduled * share - 1e-6;
}

function marginOf(of: readonly Judged[]): number | null {
  const margins = of.flatMap(({ margin }) => margin ?? []);
  return margins.length === 0 ? null : margins.reduce((sum, margin) => sum + margin, 0) / margins.length;
}
