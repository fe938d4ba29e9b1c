import { z } from "zod";

/** Option that every stationary process shares: its rate. */
export const ratePerSecOption = z
  .number()
  .positive()
  .max(10_000_000)
  .describe("mean rate, requests per second");

/** Option for a rate on a curve, which may be 0. */
export const curveRateOption = z.number().min(0).max(10_000_000);

/** Option for the coefficient of variation of arrivals around a rate curve: how clumped they are. */
export const cvOption = z
  .number()
  .min(0.05)
  .max(50)
  .default(1)
  .describe("coefficient of variation of the gaps, seen at unit rate; 1 is Poisson");

/** Option for a length of time above 0, ms. */
export const lengthMsOption = z.number().positive().max(86_400_000);

/** Option for a moment or a length of time that may be 0, ms. */
export const momentMsOption = z.number().min(0).max(86_400_000);

/** A rate for people: three significant digits, and all of the whole part, without padding: `71.4/s`, `12345/s`. */
export function formatRate(ratePerSec: number): string {
  return `${ratePerSec >= 1000 ? Math.round(ratePerSec) : Number(ratePerSec.toPrecision(3))}/s`;
}

/** The variability of a rate curve for people; empty when it is Poisson. */
export function formatCv(cv: number): string {
  return cv === 1 ? "" : `; gaps with cv ${cv}`;
}
