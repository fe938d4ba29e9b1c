import type { Arrivals } from "../../src/arrivals/index.ts";
import { startArrivals } from "../../src/arrivals/index.ts";
import { createRng, exponential } from "../../src/core/rng.ts";

const SERVICE_MS = 5;
const WARMUP_MS = 5000;

/** Traffic for a server that takes 5 ms on average, by name and the share of its time that it is busy. */
export const TRAFFIC = {
  poisson: (load: number): Arrivals => ({ kind: "poisson", ratePerSec: (1000 * load) / SERVICE_MS }),
  gamma: (load: number): Arrivals => ({ kind: "gamma", ratePerSec: (1000 * load) / SERVICE_MS, cv: 4 }),
  mmpp: (load: number): Arrivals => ({
    kind: "mmpp",
    ratePerSec: (1000 * load) / SERVICE_MS,
    burst: 5,
    share: 0.2,
    dwellMs: 2000,
  }),
};

export interface Answer {
  readonly atMs: number;
  readonly latencyMs: number;
}

/**
 * One FIFO server with exponential service (Lindley's recursion), after 5 s of warm-up.
 *
 * @param slowness factor on the service time, by the share of the run that is over
 */
export function queue(
  arrivals: Arrivals,
  lengthMs: number,
  seed: number,
  slowness: (share: number) => number = () => 1,
): Answer[] {
  const next = startArrivals(arrivals, createRng(seed, "arrivals"), {
    horizonMs: WARMUP_MS + lengthMs,
    traces: {},
  });
  const chance = createRng(seed, "service");
  const answers: Answer[] = [];
  let freeMs = 0;
  for (let arrivalMs = next(); arrivalMs < WARMUP_MS + lengthMs; arrivalMs = next()) {
    const atMs = arrivalMs - WARMUP_MS;
    freeMs = Math.max(freeMs, arrivalMs) + exponential(chance) * SERVICE_MS * slowness(atMs / lengthMs);
    if (atMs >= 0) answers.push({ atMs, latencyMs: freeMs - arrivalMs });
  }
  return answers;
}
