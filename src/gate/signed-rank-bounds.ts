import { median } from "../stats/median.ts";
import { signedRankCritical, signedRankDistribution, walshAverages } from "../stats/signed-rank.ts";
import type { Evidence } from "./evidence.ts";

/** The signed-rank test of the differences of pairs. */
export interface SignedRankTest {
  readonly pairs: number;
  /** The Hodges–Lehmann estimate of the difference; null where no pair has one. */
  readonly estimate: number | null;
  /** Walsh averages in rising order, with missing differences as −∞. */
  readonly lows: readonly number[];
  /** Walsh averages in falling order, with ∞ for differences that may not help to pass. */
  readonly highs: readonly number[];
  /** The chance of pairs that speak so much for a worse candidate, were both sides alike. */
  readonly p: number;
}

/** The estimate of a difference with its bounds. */
export interface Bounds {
  readonly estimate: number | null;
  /** The lower bound of the difference; −∞ where the pairs give none. */
  readonly low: number;
  /** The upper bound of the difference; ∞ where the pairs give none. */
  readonly high: number;
}

/** Puts the differences of pairs in the order that the test and its bounds need. */
export function signedRankTest(pairs: readonly Pick<Evidence, "difference" | "mayPass">[]): SignedRankTest {
  const lows = walshAverages(pairs.map(({ difference }) => difference ?? Number.NEGATIVE_INFINITY));
  const highs = walshAverages(
    pairs.map(({ difference, mayPass }) => (mayPass ? difference : null) ?? Number.POSITIVE_INFINITY),
  ).reverse();
  const against = lows.filter((average) => average <= 0).length;
  return {
    pairs: pairs.length,
    estimate: median(walshAverages(pairs.flatMap(({ difference }) => difference ?? []))),
    lows,
    highs,
    p: signedRankDistribution(pairs.length)[against] ?? 1,
  };
}

/** The bounds at which the test would just not say so, each at its own error. */
export function boundsAt(
  { pairs, estimate, lows, highs }: SignedRankTest,
  errors: { readonly low: number; readonly high: number },
): Bounds {
  return {
    estimate,
    low: lows[signedRankCritical(pairs, errors.low)] ?? Number.NEGATIVE_INFINITY,
    high: highs[signedRankCritical(pairs, errors.high)] ?? Number.POSITIVE_INFINITY,
  };
}
