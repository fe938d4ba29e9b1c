/** Parts in which percentiles are counted: a percentile has four decimal places at most. */
const PARTS_PER_PERCENT = 10_000;

/**
 * Rank (from 1) of a percentile (0 to 100) among n ordered values: the least that is at least as large as this part of
 * them. Counted in whole millionths, because 99.9 / 100 · 41 000 is above 40 959 in floating point, and would be rounded
 * up to 40 960. Everything that takes a rank takes it from here, so that no two figures of one run differ by one.
 */
export function rankOf(percentile: number, n: number): number {
  return Math.ceil((Math.round(percentile * PARTS_PER_PERCENT) * n) / (100 * PARTS_PER_PERCENT));
}
