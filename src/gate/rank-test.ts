import { median } from "../stats/median.ts";
import { signedRankCritical, signedRankDistribution, walshAverages } from "../stats/signed-rank.ts";
import type { Evidence } from "./evidence.ts";

/** An exact test of differences, with what its bounds are taken from. */
export interface RankTest {
  /** The estimate of the difference; null where no pair has one. */
  readonly estimate: number | null;
  /** Values in rising order of which one is the lower bound, with missing differences as −∞. */
  readonly lows: readonly number[];
  /** Values in falling order of which one is the upper bound, with ∞ for differences that may not help to pass. */
  readonly highs: readonly number[];
  /** The chance of pairs that speak so much for a worse candidate, were both sides alike. */
  readonly p: number;
  /** The place of a bound in its list, counted from 0, at this error; −1 where there is none. */
  readonly place: (error: number) => number;
}

/** The estimate of a difference with its bounds. */
export interface Bounds {
  readonly estimate: number | null;
  /** The lower bound of the difference; −∞ where the pairs give none. */
  readonly low: number;
  /** The upper bound of the difference; ∞ where the pairs give none. */
  readonly high: number;
}

/**
 * The exact signed-rank test of the differences of pairs: bounds are Walsh averages, and the estimate is that of Hodges and Lehmann. For the
 * upper bound each difference is the largest that its pair allows.
 */
export function signedRankTest(
  pairs: readonly Pick<Evidence, "difference" | "most" | "mayPass">[],
): RankTest {
  const lows = walshAverages(pairs.map(({ difference }) => difference ?? Number.NEGATIVE_INFINITY));
  const highs = walshAverages(
    pairs.map(
      ({ difference, most = difference, mayPass }) => (mayPass ? most : null) ?? Number.POSITIVE_INFINITY,
    ),
  ).reverse();
  const against = lows.filter((average) => average <= 0).length;
  return {
    estimate: median(walshAverages(pairs.flatMap(({ difference }) => difference ?? []))),
    lows,
    highs,
    p: signedRankDistribution(pairs.length)[against] ?? 1,
    place: (error) => signedRankCritical(pairs.length, error),
  };
}

/** The bounds at which the test would just not say so, each at its own error. */
export function boundsAt(
  { estimate, lows, highs, place }: RankTest,
  errors: { readonly low: number; readonly high: number },
): Bounds {
  return {
    estimate,
    low: lows[place(errors.low)] ?? Number.NEGATIVE_INFINITY,
    high: highs[place(errors.high)] ?? Number.POSITIVE_INFINITY,
  };
}
