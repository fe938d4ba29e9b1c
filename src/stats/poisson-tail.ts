import { logGamma } from "../arrivals/log-gamma.ts";

/** Part of the sum below which a further term does not matter. */
const NEGLIGIBLE = 1e-17;

/** The probability that a Poisson count of the given mean is above a limit that is at least the mean. */
export function poissonAbove(mean: number, limit: number): number {
  let count = Math.floor(limit) + 1;
  let term = Math.exp(count * Math.log(mean) - mean - logGamma(count + 1));
  let sum = 0;
  for (; term > NEGLIGIBLE * sum; count++) {
    sum += term;
    term *= mean / (count + 1);
  }
  return Math.min(1, sum);
}
