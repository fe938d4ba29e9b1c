import { type Arrivals, arrivalProcess } from "../arrivals/index.ts";
import type { Load } from "./scenario.ts";

/**
 * Whether the rate of a load does not change by plan, so that a change of its latency is a change of the server.
 * Sessions are taken as changing: while the first of them fill up, requests become more.
 */
export function isStationary(load: Load): boolean {
  if (load.kind === "closed") return load.rampFrom === undefined;
  return load.kind === "open" && hasConstantRate(load.arrivals);
}

/** A recording may do anything; a sum does what its parts do; the others say so by having a rate at the start or none. */
function hasConstantRate(arrivals: Arrivals): boolean {
  if (arrivals.kind === "trace") return false;
  if (arrivals.kind === "sum") return arrivals.parts.every(hasConstantRate);
  return arrivalProcess(arrivals).startRatePerSec === undefined;
}
