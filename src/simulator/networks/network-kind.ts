import { z } from "zod";
import type { NetworkModel } from "../network.ts";

/** A kind of way between clients and servers that a user writes as a spec. To add one, write a file in this folder, and its line in `index.ts`. */
export interface NetworkKind<Options extends z.ZodObject = z.ZodObject> {
  readonly kind: string;
  /** An example of the spec, for messages and docs. */
  readonly example: string;
  readonly options: Options;
  /** The option that may stand first without its name. */
  readonly first: string;
  create(options: z.output<Options>): NetworkModel;
}

/** Identity that infers the option types from the schema, so that a kind states its options once. */
export function defineNetwork<Options extends z.ZodObject>(kind: NetworkKind<Options>): NetworkKind<Options> {
  return kind;
}

const HOUR_MS = 3_600_000;

/** A delay in one direction, ms. */
export const delayOption = (description: string) => z.number().min(0).max(HOUR_MS).describe(description);
