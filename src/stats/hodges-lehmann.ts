import { median } from "./median.ts";
import { signedRankCritical, walshAverages } from "./signed-rank.ts";

/** Fewest pairs for a two-sided 95 % interval: with five, even all of one sign happens by chance in 6 %. */
export const FEWEST_PAIRS = 6;

export interface PairedEstimate {
  /** Estimate of the ratio B ÷ A. */
  readonly ratio: number;
  /** 95 % interval of the ratio; null below six pairs. */
  readonly interval: { readonly low: number; readonly high: number } | null;
  readonly pairs: number;
}

/**
 * How B compares with A, from pairs that were measured side by side: the Hodges–Lehmann estimate of the logarithm of their ratio
 * (the median of its Walsh averages), and the interval that inverts the exact signed-rank test (Hollander, Wolfe & Chicken 2014,
 * "Nonparametric Statistical Methods", 3.2 and 3.3). One outlying pair moves it little, and nothing is taken to be
 * normal: only that, were A and B alike, a pair would favour either one equally.
 *
 * @throws RangeError for a value that is not above 0, or for no pairs
 */
export function pairedRatio(pairs: readonly { readonly a: number; readonly b: number }[]): PairedEstimate {
  if (pairs.length === 0 || pairs.some(({ a, b }) => !(a > 0 && b > 0)))
    throw new RangeError("a ratio needs pairs of values above 0");
  const walsh = walshAverages(pairs.map(({ a, b }) => Math.log(b / a)));
  const ratio = Math.exp(median(walsh) as number);
  if (pairs.length < FEWEST_PAIRS) return { ratio, interval: null, pairs: pairs.length };
  const outside = signedRankCritical(pairs.length, 0.025);
  const low = Math.exp(walsh[outside] as number);
  const high = Math.exp(walsh[walsh.length - 1 - outside] as number);
  return { ratio, interval: { low, high }, pairs: pairs.length };
}
