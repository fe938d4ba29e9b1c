/**
 * The exact distribution of the sign test (Hollander, Wolfe & Chicken 2014, "Nonparametric Statistical Methods", 3.4): how many of n independent
 * values lie below their median, each with probability ½ at least.
 *
 * @returns P(B ≤ b), by b from 0 to n
 */
export function signDistribution(n: number): number[] {
  const sums: number[] = [];
  let probability = 0.5 ** n;
  let sum = 0;
  for (let below = 0; below <= n; below++) {
    sum += probability;
    sums.push(Math.min(1, sum));
    probability *= (n - below) / (below + 1);
  }
  return sums;
}

/** The largest b with P(B ≤ b) ≤ `share`; −1 when there is none. So many of the ordered values lie outside of a bound of the median. */
export function signCritical(n: number, share: number): number {
  // All probabilities are whole multiples of 2⁻ⁿ; sums of some of them may be off by a rounding.
  return signDistribution(n).findLastIndex((probability) => probability <= share * (1 + 1e-12));
}
