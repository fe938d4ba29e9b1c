import type { z } from "zod";
import type { ServiceModel } from "./service-model.ts";

/** A kind of service model that a user writes as a spec. To add one, write a file in this folder, and its line in `index.ts`. */
export interface ServiceKind<Options extends z.ZodObject = z.ZodObject> {
  readonly kind: string;
  readonly title: string;
  /** An example of the spec, for messages and docs. */
  readonly example: string;
  readonly options: Options;
  /** The options that may stand first without their names, joined by plus signs. */
  readonly first: string;
  create(options: z.output<Options>): ServiceModel;
}

/** Identity that infers the option types from the schema, so that a kind states its options once. */
export function defineService<Options extends z.ZodObject>(kind: ServiceKind<Options>): ServiceKind<Options> {
  return kind;
}
