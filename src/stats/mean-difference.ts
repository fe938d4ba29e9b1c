import { studentT } from "./student-t.ts";

/** The difference of two means, with its 95 % interval. */
export interface MeanDifference {
  readonly difference: number;
  readonly low: number;
  readonly high: number;
}

/** The fewest values of a side for an interval: the spread of two is hardly known, and their t is 12.7. */
export const FEWEST_REPEATS = 3;

/**
 * How far the mean of `b` is above that of `a`, with the 95 % interval of Welch's t (Welch 1947, "The generalization of 'Student's' problem
 * when several different population variances are involved"; freedom by Satterthwaite 1946). Values are taken to be independent and about
 * normal; their spreads need not be alike.
 *
 * @returns null where a side has fewer than three values, or no value differs from another: then nothing is known of how they vary
 */
export function meanDifference(a: readonly number[], b: readonly number[]): MeanDifference | null {
  if (Math.min(a.length, b.length) < FEWEST_REPEATS) return null;
  const [errorA, errorB] = [variance(a) / a.length, variance(b) / b.length];
  const error = errorA + errorB;
  if (error === 0) return null;
  const freedom = error ** 2 / (errorA ** 2 / (a.length - 1) + errorB ** 2 / (b.length - 1));
  return around(mean(b) - mean(a), error, freedom);
}

/**
 * The mean of differences of pairs, with the 95 % interval of Student's t.
 *
 * @returns null for fewer than three pairs, and where all differ by the same
 */
export function meanOfDifferences(differences: readonly number[]): MeanDifference | null {
  if (differences.length < FEWEST_REPEATS) return null;
  const error = variance(differences) / differences.length;
  if (error === 0) return null;
  return around(mean(differences), error, differences.length - 1);
}

/** The mean of values, with its 95 % interval of Student's t; that is null below three values, and where none differs. */
export function meanInterval(values: readonly number[]): {
  readonly mean: number;
  readonly interval: { readonly low: number; readonly high: number } | null;
} {
  const found = meanOfDifferences(values);
  return { mean: mean(values), interval: found === null ? null : { low: found.low, high: found.high } };
}

function around(difference: number, error: number, freedom: number): MeanDifference {
  const half = studentT(freedom, 0.025) * Math.sqrt(error);
  return { difference, low: difference - half, high: difference + half };
}

/** The mean of values. Where none differs it is their value to the last digit, so that rounding is no spread. */
export function mean(values: readonly number[]): number {
  const [first = Number.NaN] = values;
  if (values.every((value) => value === first)) return first;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The variance of values as a sample: over one less than their number. */
export function variance(values: readonly number[]): number {
  const middle = mean(values);
  return values.reduce((sum, value) => sum + (value - middle) ** 2, 0) / (values.length - 1);
}
