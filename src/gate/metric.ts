import type { Figure } from "../result/figure.ts";
import type { StoredFigure } from "./stored-figure.ts";

/** A figure that a gate judges, with the largest worsening that is tolerated. */
export interface GateMetric {
  readonly figure: Figure;
  /**
   * The largest worsening that is tolerated: a share of the baseline's value, such as 0.05, where figures are compared by their ratio;
   * where by their difference, a difference of shares, such as 0.001 for a tenth of a percentage point. 0 for one with a limit.
   */
  readonly tolerance: number;
  /** What the candidate is held against instead of the baseline; left out or null where it is the baseline. */
  readonly limit?: number | null;
  /** The stored runs that the candidate is judged beside; left out where it is the baseline of its pair. */
  readonly stored?: StoredFigure;
  /** Whether the figure is a load line, which searches find and no run has; left out where it is one of a run. */
  readonly isLoadLine?: boolean;
  /** The objective that runs must be given so that they have the figure; left out or null where every run has it. */
  readonly objective?: string | null;
}

/**
 * Tells how a figure is compared: shares, which may be 0 on both sides, by their difference; all others by the logarithm of their
 * ratio, in which being twice as slow and half as slow are equally far from being alike.
 */
export function comparedBy({ unit }: Figure): "ratio" | "difference" {
  return unit === "share" ? "difference" : "ratio";
}

/**
 * The difference of a pair: above 0 where the candidate is worse, whichever direction of the figure is the better one. Exchanging
 * the two sides changes its sign and nothing else.
 *
 * @returns null where one side has no value, or one of which there is no logarithm
 */
export function differenceOf(
  figure: Figure,
  baseline: number | null,
  candidate: number | null,
): number | null {
  if (baseline === null || candidate === null) return null;
  const sign = figure.better === "higher" ? -1 : 1;
  if (comparedBy(figure) === "difference") return sign * (candidate - baseline) + 0;
  if (baseline === candidate && baseline >= 0) return 0;
  return baseline > 0 && candidate > 0 ? sign * (Math.log(candidate) - Math.log(baseline)) : null;
}

/** The difference of a candidate from a limit: above 0 where it is beyond it. */
export function beyondLimit(figure: Figure, limit: number, candidate: number): number {
  const sign = figure.better === "higher" ? -1 : 1;
  if (comparedBy(figure) === "difference" || limit === 0) return sign * (candidate - limit) + 0;
  return sign * (Math.log(candidate) - Math.log(limit)) + 0;
}

/** The tolerance on the scale of differences; ∞ where even a figure that falls to 0 is tolerated. */
export function toleratedDifference({ figure, tolerance }: GateMetric): number {
  if (comparedBy(figure) === "difference") return tolerance;
  return figure.better === "higher" ? -Math.log1p(-Math.min(1, tolerance)) : Math.log1p(tolerance);
}

/**
 * A difference as people read it: how much worse the candidate is, as a share of the baseline's value, or as a difference of shares;
 * below 0 where it is better.
 */
export function worseningOf(figure: Figure, difference: number): number {
  if (comparedBy(figure) === "difference") return difference;
  return figure.better === "higher" ? -Math.expm1(-difference) : Math.expm1(difference);
}
