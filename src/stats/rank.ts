/** Part of a product of two numbers that may be nothing but their rounding: a few units in the last place. */
const ROUNDING = 4 * Number.EPSILON;

/**
 * Rank (from 1) of a percentile (0 to 100) among n ordered values: the least that is at least as large as this part of
 * them. A product that lies beside a whole number by rounding alone is that number: 99.9 / 100 · 41 000 is above 40 959 in
 * floating point, and would be rounded up to 40 960. Everything that takes a rank takes it from here, so that no
 * two figures of one run differ by one.
 */
export function rankOf(percentile: number, n: number): number {
  const rank = (percentile * n) / 100;
  const nearest = Math.round(rank);
  return Math.abs(rank - nearest) <= ROUNDING * rank ? nearest : Math.ceil(rank);
}
