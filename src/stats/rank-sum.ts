/**
 * The exact distribution of the rank-sum statistic in the form of Mann and Whitney (1947, "On a test of whether one of two random variables
 * is stochastically larger than the other"): of m·n pairs of one value of each sample, how many lie one way, where all orders
 * of the m + n values are equally likely.
 *
 * @returns P(U ≤ u), by u from 0 to m·n
 */
export function rankSumDistribution(m: number, n: number): Readonly<Float64Array> {
  const key = `${m},${n}`;
  let known = KNOWN.get(key);
  if (known === undefined) {
    known = distributionOf(m, n);
    KNOWN.set(key, known);
  }
  return known;
}

const KNOWN = new Map<string, Float64Array>();

/**
 * The recursion of Mann and Whitney: the largest of all values is one of the n with probability n ÷ (m + n), and then lies above all m; else it is one
 * of the m, and adds nothing.
 */
function distributionOf(m: number, n: number): Float64Array {
  let rows: Float64Array[] = Array.from({ length: n + 1 }, () => Float64Array.of(1));
  for (let i = 1; i <= m; i++) {
    const next: Float64Array[] = [Float64Array.of(1)];
    for (let j = 1; j <= n; j++) {
      const probabilities = new Float64Array(i * j + 1);
      const [ofN, ofM] = [next[j - 1] as Float64Array, rows[j] as Float64Array];
      for (let u = 0; u <= i * j; u++)
        probabilities[u] = (j * (ofN[u - i] ?? 0) + i * (ofM[u] ?? 0)) / (i + j);
      next.push(probabilities);
    }
    rows = next;
  }
  const sums = Float64Array.from(rows[n] as Float64Array);
  // Roundings must not carry a sum of probabilities above 1, which no document could hold.
  for (let u = 1; u < sums.length; u++) sums[u] = Math.min(1, (sums[u] as number) + (sums[u - 1] as number));
  return sums;
}

/** The largest u with P(U ≤ u) ≤ `share`; −1 when there is none. So many differences lie outside of a bound of the shift. */
export function rankSumCritical(m: number, n: number, share: number): number {
  // Sums of probabilities may be off by roundings.
  const most = share * (1 + 1e-9);
  return rankSumDistribution(m, n).findIndex((probability) => probability > most) - 1;
}

/** The fewest values beside m others that can be rare enough: all on one side have the chance 1 ÷ C(m + n, n). */
export function fewestBeside(m: number, share: number, most: number): number | null {
  for (let n = 1; n <= most; n++) if (rankSumCritical(m, n, share) >= 0) return n;
  return null;
}
