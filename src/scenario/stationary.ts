import { type Arrivals, arrivalProcess } from "../arrivals/index.ts";
import type { Load } from "./scenario.ts";

/**
 * Whether the planned rate of a load is constant, so that a change of its latency is a change of the server. Sessions
 * count as changing: at first only new ones send, and requests become more until sessions also end.
 */
export function isStationary(load: Load): boolean {
  if (load.kind === "closed") return load.rampFrom === undefined;
  return load.kind === "open" && hasConstantRate(load.arrivals);
}

/**
 * Whether a process has a constant rate: a recording may not; a sum has one if its parts do; another process has one if
 * it defines no `startRatePerSec`.
 */
function hasConstantRate(arrivals: Arrivals): boolean {
  if (arrivals.kind === "trace") return false;
  if (arrivals.kind === "sum") return arrivals.parts.every(hasConstantRate);
  return arrivalProcess(arrivals).startRatePerSec === undefined;
}
