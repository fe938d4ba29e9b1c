/**
 * The exact distribution of Wilcoxon's signed-rank statistic (Wilcoxon 1945, "Individual comparisons by ranking methods"; Hollander,
 * Wolfe & Chicken 2014, "Nonparametric Statistical Methods", 3.1): the sum of a random subset of the ranks 1…n, each in it with
 * probability ½. So it is distributed where nothing is taken of pairs but that each favours either side equally.
 *
 * @returns P(W ≤ w), by w from 0 to n(n + 1)/2
 */
export function signedRankDistribution(n: number): Readonly<Float64Array> {
  let known = KNOWN.get(n);
  if (known === undefined) {
    known = distributionOf(n);
    KNOWN.set(n, known);
  }
  return known;
}

/** The distributions that were asked for, which studies ask for thousands of times. */
const KNOWN = new Map<number, Float64Array>();

function distributionOf(n: number): Float64Array {
  const sums = (n * (n + 1)) / 2;
  const probabilities = new Float64Array(sums + 1);
  probabilities[0] = 1;
  for (let rank = 1; rank <= n; rank++)
    for (let sum = sums; sum >= 0; sum--)
      probabilities[sum] =
        ((probabilities[sum] as number) + (sum < rank ? 0 : (probabilities[sum - rank] as number))) / 2;
  for (let sum = 1; sum <= sums; sum++)
    probabilities[sum] = (probabilities[sum] as number) + (probabilities[sum - 1] as number);
  return probabilities;
}

/** The largest w with P(W ≤ w) ≤ `share`; −1 when there is none. As many Walsh averages lie outside of an interval at each end. */
export function signedRankCritical(n: number, share: number): number {
  // All probabilities are whole multiples of 2⁻ⁿ; sums of some of them may be off by a rounding.
  const most = share * (1 + 1e-12);
  const above = signedRankDistribution(n).findIndex((probability) => probability > most);
  return above - 1;
}

/** The fewest pairs of which all on one side have at most this chance, where each favours either side equally: ⌈log₂(1/share)⌉. */
export function fewestPairsFor(share: number): number {
  let pairs = 1;
  while (0.5 ** pairs > share * (1 + 1e-12)) pairs++;
  return pairs;
}

/** Means of every two values, each with itself too, in rising order (Walsh 1949). */
export function walshAverages(values: readonly number[]): number[] {
  const averages: number[] = [];
  for (const [i, a] of values.entries()) for (const b of values.slice(i)) averages.push((a + b) / 2);
  return averages.sort((a, b) => a - b);
}
