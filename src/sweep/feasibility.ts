import { smallest } from "../core/extremes.ts";
import type { Measure } from "../result/measure.ts";
import { failsTooOften } from "./fails-too-often.ts";

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
  const objectives = takes[0]?.objectives ?? [];
  const byObjective = objectives.map((_, index) => takes.flatMap((take) => take.objectives[index] ?? []));
  const margins = byObjective.flatMap((of) => marginOf(of) ?? []);
  const failures = takes.flatMap(({ failedShare }) => failedShare ?? []);
  const failedShare =
    failures.length === 0 ? null : failures.reduce((sum, share) => sum + share, 0) / failures.length;
  const slo = objectives.map(({ objective }) => objective);
  return {
    holds: byObjective.every(keeps) && !failsTooOften(slo, failedShare),
    judged: takes.some(({ objectives }) => objectives.every(({ holds }) => holds !== null)),
    margin: margins.length === 0 ? null : smallest(margins),
  };
}

type Judged = Measure["objectives"][number];

function keeps(of: readonly Judged[]): boolean {
  const share = of[0]?.share ?? null;
  if (share === null) return (marginOf(of) ?? 0) >= 0 && of.some(({ holds }) => holds === true);
  const within = of.reduce((sum, take) => sum + (take.within ?? 0), 0);
  const scheduled = of.reduce((sum, take) => sum + (take.scheduled ?? 0), 0);
  // Shares such as 0.999 are not exact in floating point: a millionth of a request decides nothing.
  return scheduled > 0 && within >= scheduled * share - 1e-6;
}

function marginOf(of: readonly Judged[]): number | null {
  const margins = of.flatMap(({ margin }) => margin ?? []);
  return margins.length === 0 ? null : margins.reduce((sum, margin) => sum + margin, 0) / margins.length;
}
