import { incompleteBetaInverse } from "./beta.ts";

/** 97.5 % quantile of the normal distribution: the two-sided 95 % bound of an estimate whose spread is known. */
export const NORMAL_975 = 1.959964;
/** 95 % quantile of the normal distribution: the one-sided 95 % bound of an estimate whose spread is known. */
export const NORMAL_95 = 1.644854;

/**
 * The value that Student's t exceeds with a given probability below a half: the one-sided bound of an estimate whose spread was
 * estimated from `freedom` + 1 values. By the incomplete beta function (Abramowitz & Stegun 26.7.1).
 */
export function studentT(freedom: number, tail: number): number {
  const x = incompleteBetaInverse(2 * tail, freedom / 2, 0.5);
  return Math.sqrt((freedom * (1 - x)) / x);
}

/** Freedom from which Student's t is the normal distribution to four digits; an assumed spread has infinite freedom. */
const NORMAL_FREEDOM = 100_000;
const KNOWN_975 = new Map<number, number>();

/** 97.5 % quantile of Student's t: the two-sided 95 % bound. It is kept, since searches ask for few of them thousands of times. */
export function studentT975(freedom: number): number {
  if (freedom >= NORMAL_FREEDOM) return NORMAL_975;
  let known = KNOWN_975.get(freedom);
  if (known === undefined) {
    known = studentT(freedom, 0.025);
    KNOWN_975.set(freedom, known);
  }
  return known;
}

/**
 * The normal deviate that is as rare as a t of `freedom` degrees of freedom, which need not be whole, with its sign
 * (Wallace 1959, "Bounds on normal approximations to Student's and the chi-square distributions").
 */
export function normalEquivalent(t: number, freedom: number): number {
  const scale = (8 * freedom + 1) / (8 * freedom + 3);
  return Math.sign(t) * scale * Math.sqrt(freedom * Math.log1p(t ** 2 / freedom));
}
