import { z } from "zod";
import type { Rng } from "../core/rng.ts";
import type { ArrivalContext, ArrivalProcess } from "./arrival-process.ts";
import { constant } from "./constant.ts";
import { gamma } from "./gamma.ts";
import { mmpp } from "./mmpp.ts";
import { poisson } from "./poisson.ts";

/** Every arrival process there is. A new one: its file and its line in both lists. */
export const ARRIVALS = { constant, poisson, gamma, mmpp };

export const arrivalsSchema = z.discriminatedUnion("kind", [
  constant.options,
  poisson.options,
  gamma.options,
  mmpp.options,
]);

export type Arrivals = z.output<typeof arrivalsSchema>;
export type ArrivalKind = Arrivals["kind"];

/** The process behind a validated spec. The cast is sound: `kind` picked the schema that `arrivals` passed. */
export function arrivalProcess(arrivals: Arrivals): ArrivalProcess {
  return ARRIVALS[arrivals.kind] as unknown as ArrivalProcess;
}

/** Offsets in ms from 0, one per call, never decreasing; `Infinity` at the end. */
export function startArrivals(arrivals: Arrivals, rng: Rng, context: ArrivalContext): () => number {
  return arrivalProcess(arrivals).start(arrivals, rng, context);
}

/** Mean rate over the horizon, requests per second. */
export function meanRatePerSec(arrivals: Arrivals, context: ArrivalContext): number {
  return arrivalProcess(arrivals).meanRatePerSec(arrivals, context);
}

/** Rate at the very start, requests per second. */
export function startRatePerSec(arrivals: Arrivals, context: ArrivalContext): number {
  const chosen = arrivalProcess(arrivals);
  return chosen.startRatePerSec?.(arrivals, context) ?? chosen.meanRatePerSec(arrivals, context);
}
