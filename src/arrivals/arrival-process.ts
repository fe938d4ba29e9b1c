import type { z } from "zod";
import type { Rng } from "../core/rng.ts";

/**
 * An arrival process: when requests are meant to be sent. Offsets are milliseconds from the start of the process and
 * never decrease. To add one, write a file in this folder and add its line to `index.ts`.
 */
export interface ArrivalProcess<Schema extends z.ZodObject = z.ZodObject> {
  readonly kind: string;
  /** One sentence that says what traffic the process stands for. */
  readonly title: string;
  readonly options: Schema;
  /** Mean rate over the first `horizonMs` of the process, requests per second. */
  meanRatePerSec(options: z.output<Schema>, context: ArrivalContext): number;
  /** Rate at the very start, for a warm-up that leads into the process; left out by processes whose rate is constant. */
  startRatePerSec?(options: z.output<Schema>, context: ArrivalContext): number;
  /** The options in words for people, with the parameters derived from them. */
  describe(options: z.output<Schema>): string;
  /**
   * Starts the process, in its stationary state where it has one. Each call of the returned function gives the next
   * arrival's offset in ms; `Infinity` after the last one.
   */
  start(options: z.output<Schema>, rng: Rng, context: ArrivalContext): () => number;
  /** Closed forms, where they exist, with which tests and reports compare the schedule. */
  theory(options: z.output<Schema>): ArrivalTheory;
  /**
   * Reads a command-line form that is not `name=value` throughout. `text` is all that follows `kind:`; `parsed` are the
   * options that it gives in the form of this process, `rest` is the text that is left.
   *
   * @throws usage error when there is no such form.
   */
  readSpec?(text: string): { readonly parsed: Record<string, unknown>; readonly rest: string };
}

/** The facts that a process may need in addition to its options. */
export interface ArrivalContext {
  /** Length of the observation, ms; a process that is defined on an interval is defined on this one. */
  readonly horizonMs: number;
  /** Arrival offsets in ms, rising from 0, of the traces that options name, by that name. */
  readonly traces: Readonly<Record<string, Float64Array>>;
}

/**
 * The stretch of traffic that repeats, such as a burst and the quiet time after it: figures of a run vary with the
 * number of these that it holds, however many requests there are in each.
 */
export interface TrafficCycle {
  /** Mean length of one, ms; 0 where requests are independent of each other. */
  readonly meanMs: number;
  /** Fewest that a run must hold before its own spread tells how far its figures may be off (docs/metrics.md). */
  readonly needed: number;
  /** Plural of what is counted, for people. */
  readonly noun: string;
}

/** The cycle of traffic in which no request depends on another. */
export const NO_MEMORY: TrafficCycle = { meanMs: 0, needed: 0, noun: "requests" };

export interface ArrivalTheory {
  /** Left out where nothing repeats: a rate that changes by plan, a recording, bursts at every time scale. */
  readonly cycle?: TrafficCycle;
  /** Coefficient of variation of the gaps between arrivals. */
  readonly interArrivalCv?: number;
  /** Index of dispersion for counts, Var N(w) / E N(w), at a window of `windowSec`. */
  readonly idc?: (windowSec: number) => number;
}

/** Identity that infers the option types from the schema, so that a process file states its options once. */
export function defineArrivals<Schema extends z.ZodObject>(
  process: ArrivalProcess<Schema>,
): ArrivalProcess<Schema> {
  return process;
}
