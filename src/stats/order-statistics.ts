/**
 * Ranks (from 1) of n ordered independent values that enclose the given quantile (0..1) with at least the given
 * confidence, whatever the distribution: how many of the values lie below it is Binomial(n, quantile)
 * (David & Nagaraja 2003, "Order statistics", §7.1).
 *
 * @returns null when no rank of n values lies above it, or below it, with that confidence
 */
export function quantileRanks(
  n: number,
  quantile: number,
  confidence: number,
): { low: number; high: number } | null {
  const tail = (1 - confidence) / 2;
  const { from, probabilities } = binomial(n, quantile);
  let below = 0;
  let low = 0;
  for (const [i, probability] of probabilities.entries()) {
    below += probability;
    // P(B < low) ≤ tail < P(B < low + 1), and P(B < high) ≥ 1 − tail
    if (below <= tail) low = from + i + 1;
    if (below >= 1 - tail) {
      const high = from + i + 1;
      return low >= 1 && high <= n ? { low, high } : null;
    }
  }
  return null;
}

/** Share of the mode's probability below which a term does not matter. */
const NEGLIGIBLE = 1e-18;

/** Probabilities of a binomial distribution from its mode outwards, as far as they matter: a few standard deviations. */
function binomial(n: number, p: number): { from: number; probabilities: number[] } {
  const mode = Math.min(n, Math.floor((n + 1) * p));
  const odds = p / (1 - p);
  const above: number[] = [];
  for (let k = mode, weight = 1; k < n; k++) {
    weight *= ((n - k) / (k + 1)) * odds;
    if (weight < NEGLIGIBLE) break;
    above.push(weight);
  }
  const below: number[] = [];
  for (let k = mode, weight = 1; k > 0; k--) {
    weight *= k / ((n - k + 1) * odds);
    if (weight < NEGLIGIBLE) break;
    below.push(weight);
  }
  const weights = [...below.reverse(), 1, ...above];
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return { from: mode - below.length, probabilities: weights.map((weight) => weight / total) };
}
