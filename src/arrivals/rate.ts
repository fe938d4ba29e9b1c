import { z } from "zod";

/** The one option that every stationary process shares. */
export const ratePerSecOption = z
  .number()
  .positive()
  .max(10_000_000)
  .describe("mean rate, requests per second");

/** A rate on a curve, which may touch 0. */
export const curveRateOption = z.number().min(0).max(10_000_000);

/** How clumped arrivals are around a rate curve. */
export const cvOption = z
  .number()
  .min(0.05)
  .max(50)
  .default(1)
  .describe("coefficient of variation of the gaps, seen at unit rate; 1 is Poisson");

/** A length of time, ms. */
export const lengthMsOption = z.number().positive().max(86_400_000);

/** A moment or a length of time that may be 0, ms. */
export const momentMsOption = z.number().min(0).max(86_400_000);

/** A rate for people: three significant digits, `71.4/s`. */
export function formatRate(ratePerSec: number): string {
  return `${Number(ratePerSec.toPrecision(3))}/s`;
}

/** The variability of a rate curve for people; nothing when it is Poisson. */
export function formatCv(cv: number): string {
  return cv === 1 ? "" : `; gaps with cv ${cv}`;
}
