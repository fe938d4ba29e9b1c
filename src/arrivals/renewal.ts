import { gammaSampler, type Rng } from "../core/rng.ts";
import { NO_MEMORY, type TrafficCycle } from "./arrival-process.ts";

/** Fewest clumps, by the study of coverage (`bench/statistics/coverage.mjs`). */
const NEEDED_CLUMPS = 2000;

/**
 * The cycle of traffic whose gaps are independent with coefficient of variation c: counts over long windows are as
 * variable as those of clumps of c² requests that come independently (IDC(∞) = c², Cox & Lewis 1966, ch. 4).
 */
export function clumpCycle(cv: number, ratePerSec: number): TrafficCycle {
  if (cv <= 1) return NO_MEMORY;
  return { meanMs: (1000 * cv ** 2) / ratePerSec, needed: NEEDED_CLUMPS, noun: "clumps of requests" };
}

/**
 * Arrival offsets of a stationary gamma renewal process: gaps ~ Gamma(shape k = 1/c², scale θ = c²·m), so that their
 * mean is m and their coefficient of variation c. Offsets have the unit of `meanGap`.
 *
 * The first gap is the residual of a length-biased gap, U·Gamma(k+1, θ): an observer who starts looking at a random
 * moment. Starting with a plain gap would begin in a clump and add (c²−1)/2 arrivals to every run.
 */
export function startGammaRenewal(rng: Rng, cv: number, meanGap: number): () => number {
  const shape = 1 / cv ** 2;
  const scale = meanGap / shape;
  const nextGap = gammaSampler(rng, shape);
  const lengthBiased = gammaSampler(rng, shape + 1);
  let offset = 0;
  let first = true;
  return () => {
    if (first) {
      first = false;
      offset = rng() * lengthBiased() * scale;
    } else {
      offset += nextGap() * scale;
    }
    return offset;
  };
}
