import { fewestPairsFor } from "../stats/signed-rank.ts";

/** The numbers of pairs after which a gate is judged, and the errors that it may make. */
export interface GatePlan {
  /** The numbers of pairs at which the gate looks, rising. */
  readonly looks: readonly number[];
  /** The chance at most that a gate of two sides that are alike fails, over all looks and metrics. */
  readonly alpha: number;
}

/** The factor between the first and the last number of pairs, up to which there is no look between them. */
const NEAR = 2;

/**
 * The numbers of pairs at which a gate looks whether it is decided: the first, the last, and one in their (geometric) middle where
 * these are far apart. Each look costs power, because the error is divided over all of them.
 */
export function looksAt(pairs: number, maxPairs: number): number[] {
  if (maxPairs <= pairs) return [pairs];
  if (maxPairs <= NEAR * pairs) return [pairs, maxPairs];
  return [pairs, Math.round(Math.sqrt(pairs * maxPairs)), maxPairs];
}

/** The chance of an error at each look: by Bonferroni's inequality, that over all looks is at most `alpha`. */
export function errorOfLook({ alpha, looks }: GatePlan): number {
  return alpha / looks.length;
}

/**
 * The fewest pairs that can decide anything: with fewer, even pairs that all say the same are not rare enough by chance, given that the
 * error is divided over looks and metrics.
 */
export function fewestPairs(alpha: number, looks: number, metrics: number): number {
  return fewestPairsFor(alpha / looks / metrics);
}
