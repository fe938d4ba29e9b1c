/** 97.5 % quantile of the normal distribution: the two-sided 95 % bound of an estimate whose spread is known. */
export const NORMAL_975 = 1.959964;

/**
 * 97.5 % quantile of Student's t: the same where the spread was estimated from `freedom` + 1 values (Abramowitz &
 * Stegun 26.7.5). Its error is below 0.001 from 9 degrees of freedom on,
 * those of ten batches.
 */
export function studentT975(freedom: number): number {
  const z = NORMAL_975;
  const g1 = (z ** 3 + z) / 4;
  const g2 = (5 * z ** 5 + 16 * z ** 3 + 3 * z) / 96;
  const g3 = (3 * z ** 7 + 19 * z ** 5 + 17 * z ** 3 - 15 * z) / 384;
  return z + g1 / freedom + g2 / freedom ** 2 + g3 / freedom ** 3;
}
