/** 97.5 % quantile of the normal distribution: the two-sided 95 % bound of an estimate whose spread is known. */
export const NORMAL_975 = 1.959964;
/** 95 % quantile of the normal distribution: the one-sided 95 % bound of an estimate whose spread is known. */
export const NORMAL_95 = 1.644854;

/**
 * Quantiles of Student's t for 1 to 8 degrees of freedom, where the series of `studentT975` is off by more than 0.001.
 */
const STUDENT_975 = [12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.306] as const;

/**
 * 97.5 % quantile of Student's t: the two-sided 95 % bound of an estimate whose spread was estimated from `freedom` + 1
 * values (Abramowitz & Stegun 26.7.5, and their table 26.10 where it is not exact enough). Its error is below 0.001.
 */
export function studentT975(freedom: number): number {
  const tabled = STUDENT_975[freedom - 1];
  if (tabled !== undefined) return tabled;
  const z = NORMAL_975;
  const g1 = (z ** 3 + z) / 4;
  const g2 = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
  const g3 = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384;
  return z + g1 / freedom + g2 / freedom ** 2 + g3 / freedom ** 3;
}
