import { z } from "zod";
import type { Rng } from "../../core/rng.ts";
import type { Stage } from "./stage.ts";

/** Something that happens to a fleet beside its traffic. To add one, write a file in this folder, and its line in `index.ts`. */
export interface Disturbance<Options extends z.ZodObject = z.ZodObject> {
  readonly kind: string;
  readonly title: string;
  /** An example of the spec, for messages and docs. */
  readonly example: string;
  readonly options: Options;
  /** The options in words, as a report prints them. */
  describe(options: z.output<Options>): string;
  /** Plans it, at the moment 0 of the virtual clock, when the first replicas are ready. */
  start(options: z.output<Options>, stage: Stage, rng: Rng): void;
}

/** Identity that infers the option types from the schema, so that a kind states its options once. */
export function defineDisturbance<Options extends z.ZodObject>(
  disturbance: Disturbance<Options>,
): Disturbance<Options> {
  return disturbance;
}

const DAY_MS = 86_400_000;

/** A moment of the measured part, ms from its begin. */
export const momentMs = (description: string) => z.number().min(0).max(DAY_MS).describe(description);
/** A length of time that is more than nothing, ms. */
export const lengthMs = (description: string) => z.number().positive().max(DAY_MS).describe(description);
/** The number of a replica, from 1. */
export const replicaNumber = () =>
  z.number().int().min(1).max(10_000).describe("number of the replica, from 1; without it, each");
/** How many times as long executions take. */
export const slownessOption = () =>
  z.number().min(1).max(1000).describe("how many times as long executions take");

/** The replica of an option in words. */
export const replicaWords = (replica: number | undefined): string =>
  replica === undefined ? "each replica" : `replica ${replica}`;
