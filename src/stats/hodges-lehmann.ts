import { median } from "./median.ts";

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

/** Means of every two values, each with itself too, in rising order. */
function walshAverages(values: readonly number[]): number[] {
  const averages: number[] = [];
  for (const [i, a] of values.entries()) for (const b of values.slice(i)) averages.push((a + b) / 2);
  return averages.sort((a, b) => a - b);
}

/**
 * The largest c with P(W⁺ ≤ c) ≤ `share`, where W⁺ is the sum of a random subset of the ranks 1…n, each in it with
 * probability ½; −1 when there is none. As many Walsh averages lie outside of the interval at each end.
 */
export function signedRankCritical(n: number, share: number): number {
  const sums = (n * (n + 1)) / 2;
  const ways = new Float64Array(sums + 1);
  ways[0] = 1;
  for (let rank = 1; rank <= n; rank++)
    for (let sum = sums; sum >= rank; sum--) ways[sum] = (ways[sum] as number) + (ways[sum - rank] as number);
  let critical = -1;
  for (let below = 1; below / 2 ** n <= share; below += ways[critical + 1] as number) critical++;
  return critical;
}
