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
import { defineInTurn } from "./in-turn.ts";
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

/** Every arrival process that stands alone. A new one needs its file and its line here. */
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

const inTurn = defineInTurn<Arrivals>({
  schema: (): z.ZodType<Arrivals> => arrivalsSchema,
  processOf: (arrivals) => arrivalProcess(arrivals),
});

/** Every arrival process, those that consist of others included. */
export const ARRIVALS = { ...PROCESSES, sum, "in-turn": inTurn };

type ProcessOptions = (typeof PROCESSES)[keyof typeof PROCESSES]["options"];

/**
 * Options of a sum of processes, and of processes in turn. The types are written out, since they cannot be inferred from a
 * schema that contains itself.
 */
type SumOfArrivals = { kind: "sum"; parts: Arrivals[] };
type ArrivalsInTurn = { kind: "in-turn"; parts: { forMs: number; arrivals: Arrivals | null }[] };

export type Arrivals = z.output<ProcessOptions> | SumOfArrivals | ArrivalsInTurn;
export type ArrivalKind = Arrivals["kind"];

export const arrivalsSchema = z.discriminatedUnion("kind", [
  ...(Object.values(PROCESSES).map(({ options }) => options) as [ProcessOptions, ...ProcessOptions[]]),
  sum.options,
  inTurn.options,
]);

/** The process behind a validated spec. The cast is sound: `kind` picked the schema that `arrivals` passed. */
export function arrivalProcess(arrivals: Arrivals): ArrivalProcess {
  return ARRIVALS[arrivals.kind] as unknown as ArrivalProcess;
}

/**
 * Starts an arrival process: each call returns the next offset in ms from 0, never decreasing; `Infinity` at the end.
 */
export function startArrivals(arrivals: Arrivals, rng: Rng, context: ArrivalContext): () => number {
  return arrivalProcess(arrivals).start(arrivals, rng, context);
}

/** Mean rate of an arrival process over the horizon, requests per second. */
export function meanRatePerSec(arrivals: Arrivals, context: ArrivalContext): number {
  return arrivalProcess(arrivals).meanRatePerSec(arrivals, context);
}

/** Rate of an arrival process at the very start, requests per second. */
export function startRatePerSec(arrivals: Arrivals, context: ArrivalContext): number {
  const chosen = arrivalProcess(arrivals);
  return chosen.startRatePerSec?.(arrivals, context) ?? chosen.meanRatePerSec(arrivals, context);
}

/** The traces that an arrival process replays, those of its parts included. */
export function tracesIn(arrivals: Arrivals): Extract<Arrivals, { kind: "trace" }>[] {
  if (arrivals.kind === "trace") return [arrivals];
  if (arrivals.kind === "in-turn")
    return arrivals.parts.flatMap(({ arrivals: part }) => (part === null ? [] : tracesIn(part)));
  return arrivals.kind === "sum" ? arrivals.parts.flatMap(tracesIn) : [];
}
