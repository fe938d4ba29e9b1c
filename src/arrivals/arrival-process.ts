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
  /** Long-run mean rate, requests per second. */
  ratePerSec(options: z.output<Schema>): number;
  /** What the numbers mean, for people: parameters derived from the options included. */
  describe(options: z.output<Schema>): string;
  /** Starts in the stationary state. Each call of the returned function gives the next arrival's offset in ms. */
  start(options: z.output<Schema>, rng: Rng): () => number;
  /** Closed forms, where they exist, that tests and reports hold the schedule against. */
  theory(options: z.output<Schema>): ArrivalTheory;
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
