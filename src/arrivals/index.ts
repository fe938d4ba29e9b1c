import { z } from "zod";
import type { Rng } from "../core/rng.ts";
import type { ArrivalContext, ArrivalProcess } from "./arrival-process.ts";
import { bModel } from "./b-model.ts";
import { clients } from "./clients.ts";
import { constant } from "./constant.ts";
import { diurnal } from "./diurnal.ts";
import { flashCrowd } from "./flash-crowd.ts";
import { gamma } from "./gamma.ts";
import { hawkes } from "./hawkes.ts";
import { mmpp } from "./mmpp.ts";
import { onOff } from "./on-off.ts";
import { piecewise } from "./piecewise.ts";
import { poisson } from "./poisson.ts";
import { ramp } from "./ramp.ts";
import { sine } from "./sine.ts";
import { spike } from "./spike.ts";
import { defineSum } from "./sum.ts";
import { trace } from "./trace.ts";
import { weibull } from "./weibull.ts";

/** Every arrival process that stands alone. A new one: its file and its line here. */
const PROCESSES = {
  constant,
  poisson,
  gamma,
  mmpp,
  weibull,
  "on-off": onOff,
  hawkes,
  "b-model": bModel,
  clients,
  piecewise,
  ramp,
  sine,
  diurnal,
  spike,
  "flash-crowd": flashCrowd,
  trace,
};

const sum = defineSum<Arrivals>({
  schema: (): z.ZodType<Arrivals> => arrivalsSchema,
  processOf: (arrivals) => arrivalProcess(arrivals),
});

/** Every arrival process there is, the sum of others included. */
export const ARRIVALS = { ...PROCESSES, sum };

type ProcessOptions = (typeof PROCESSES)[keyof typeof PROCESSES]["options"];

/** Processes added up. Written out, since a type cannot be inferred from a schema that contains itself. */
type SumOfArrivals = { kind: "sum"; parts: Arrivals[] };

export type Arrivals = z.output<ProcessOptions> | SumOfArrivals;
export type ArrivalKind = Arrivals["kind"];

export const arrivalsSchema = z.discriminatedUnion("kind", [
  ...(Object.values(PROCESSES).map(({ options }) => options) as [ProcessOptions, ...ProcessOptions[]]),
  sum.options,
]);

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
