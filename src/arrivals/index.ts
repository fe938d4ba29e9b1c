import { z } from "zod";
import type { Rng } from "../core/rng.ts";
import type { ArrivalProcess } from "./arrival-process.ts";
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

/** Offsets in ms from 0, one per call, never decreasing. */
export function startArrivals(arrivals: Arrivals, rng: Rng): () => number {
  return arrivalProcess(arrivals).start(arrivals, rng);
}
