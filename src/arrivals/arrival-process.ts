import type { z } from "zod";
import type { Rng } from "../core/rng.ts";

/**
 * An arrival process: when requests are meant to be sent. Offsets are milliseconds from the start of the
 * process and never decrease. Adding one = one file like this one's neighbours and a line in `index.ts`.
 */
export interface ArrivalProcess<Schema extends z.ZodObject = z.ZodObject> {
  readonly kind: string;
  /** One sentence: what traffic it stands for. */
  readonly title: string;
  readonly options: Schema;
  /** Mean rate over the first `horizonMs` of the process, requests per second. */
  meanRatePerSec(options: z.output<Schema>, context: ArrivalContext): number;
  /** Rate at the very start, for a warm-up that leads into the process; left out by processes whose rate is constant. */
  startRatePerSec?(options: z.output<Schema>, context: ArrivalContext): number;
  /** What the numbers mean, for people: parameters derived from the options included. */
  describe(options: z.output<Schema>): string;
  /**
   * Starts the process, in its stationary state where it has one. Each call of the returned function gives the next
   * arrival's offset in ms; `Infinity` when there will be none any more.
   */
  start(options: z.output<Schema>, rng: Rng, context: ArrivalContext): () => number;
  /** Closed forms, where they exist, that tests and reports hold the schedule against. */
  theory(options: z.output<Schema>): ArrivalTheory;
  /**
   * For a command-line form that is not `name=value` throughout: the options that `text`, all behind `kind:`, gives
   * in the form of this process, and what is left of it.
   *
   * @throws usage error when there is no such form.
   */
  readSpec?(text: string): { readonly parsed: Record<string, unknown>; readonly rest: string };
}

/** What a process may need to know besides its options. */
export interface ArrivalContext {
  /** How long the process is watched; processes that are defined on an interval are defined on this one. */
  readonly horizonMs: number;
  /** Arrival offsets in ms, rising from 0, of the traces that options name, by that name. */
  readonly traces: Readonly<Record<string, Float64Array>>;
}

export interface ArrivalTheory {
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
