import { studentT } from "../stats/student-t.ts";
import type { JudgedMetric } from "./judge.ts";
import { type GateMetric, toleratedDifference } from "./metric.ts";

/** Efficiency of the Hodges–Lehmann estimate beside the mean where differences are normal: √(3/π), 0.977 (Hodges & Lehmann 1963). */
const EFFICIENCY = Math.sqrt(3 / Math.PI);
/** The chance at which the least detectable difference is missed. */
const MISSED = 0.2;
/** The most pairs that are looked at for how many would decide. */
export const MOST_PAIRS = 200;

/** The spread of differences from pair to pair: their standard deviation; null for fewer than two. */
export function noiseOf(differences: readonly number[]): number | null {
  const { length } = differences;
  if (length < 2) return null;
  const mean = differences.reduce((sum, one) => sum + one, 0) / length;
  return Math.sqrt(differences.reduce((sum, one) => sum + (one - mean) ** 2, 0) / (length - 1));
}

/**
 * The least difference that a gate of so many pairs fails in four of five cases: it must show itself above 0, and its estimate beyond the
 * tolerance. By Student's t of the differences, which need not be normal: a guide for planning, and no part of the judgement.
 */
export function detectableDifference(
  metric: GateMetric,
  noise: number,
  pairs: number,
  lowError: number,
): number {
  const standardError = noise / Math.sqrt(pairs) / EFFICIENCY;
  const missed = studentT(pairs - 1, MISSED);
  return Math.max(
    (studentT(pairs - 1, lowError) + missed) * standardError,
    toleratedDifference(metric) + missed * standardError,
  );
}

/**
 * About how many pairs would decide what is open, if estimate and noise stay what they are: so many that a bound at Student's t passes 0
 * or the tolerance; null where that takes more than `MOST_PAIRS`.
 *
 * @param unknown by how much the largest difference that pairs allow is above the one that they have; 0 where they know it
 */
export function pairsThatDecide(
  metric: GateMetric,
  { estimate, lowError, highError }: Pick<JudgedMetric, "estimate" | "lowError" | "highError">,
  noise: number,
  fewest: number,
  unknown = 0,
): number | null {
  if (estimate === null) return null;
  const tolerated = toleratedDifference(metric);
  for (let pairs = Math.max(2, fewest); pairs <= MOST_PAIRS; pairs++) {
    const reach = (error: number) => (studentT(pairs - 1, error) * noise) / Math.sqrt(pairs) / EFFICIENCY;
    if (estimate + unknown + reach(highError) < tolerated) return pairs;
    if (estimate > tolerated && estimate - reach(lowError) > 0) return pairs;
  }
  return null;
}
