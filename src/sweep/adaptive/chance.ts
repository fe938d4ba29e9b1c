/** A belief about the logarithm of a score: normal, with this mean and standard deviation. */
export interface Belief {
  readonly mean: number;
  readonly deviation: number;
}

/** The belief about a score that nothing known limits. */
export const LIMITLESS: Belief = { mean: Number.POSITIVE_INFINITY, deviation: 0 };

/** Chance that one score is above the other. */
export function chanceAbove(one: Belief, other: Belief): number {
  const deviation = Math.hypot(one.deviation, other.deviation);
  const by = one.mean - other.mean;
  if (!Number.isFinite(by) || deviation === 0) return by > 0 ? 1 : 0;
  return normalShareBelow(by / deviation);
}

/** Share of the normal distribution below z; its error is below 7.5e-8 (Abramowitz & Stegun 26.2.17). */
function normalShareBelow(z: number): number {
  if (z < 0) return 1 - normalShareBelow(-z);
  const t = 1 / (1 + 0.2316419 * z);
  const series =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return 1 - (Math.exp(-(z ** 2) / 2) / Math.sqrt(2 * Math.PI)) * series;
}
