import type { z } from "zod";
import type { Rng } from "../../core/rng.ts";
import type { Attempt } from "../attempt.ts";
import type { EventQueue } from "../event-queue.ts";
import type { Replica } from "../replica.ts";

/** A kind of router that a user writes as a spec. To add one, write a file in this folder, and its line in `index.ts`. */
export interface RouterKind<Options extends z.ZodObject = z.ZodObject> {
  readonly kind: string;
  /** One sentence that says which replica a request goes to. */
  readonly title: string;
  /** An example of the spec, for messages and docs. */
  readonly example: string;
  readonly options: Options;
  /** The option that may stand first without its name. */
  readonly first?: string;
  create(options: z.output<Options>): Router;
}

/** A way to choose the replica of each request. */
export interface Router {
  /** The router in words, as a report prints it. */
  readonly words: string;
  /** Starts choosing; null where no replica is chosen, for all of them serve one queue. */
  readonly start: ((context: RoutingContext) => Route) | null;
}

/** The clock and the chance of a router. */
export interface RoutingContext {
  readonly events: EventQueue;
  readonly rng: Rng;
}

/** Called with the replicas that get new requests, whenever they are others than before: how one of them is chosen from now on. */
export type Route = (replicas: readonly Replica[]) => Choose;

/**
 * Chooses the replica of an attempt, as an index of the list that `Route` was called with.
 *
 * @param outstanding requests that each of them was sent and has not answered
 */
export type Choose = (outstanding: readonly number[], attempt: Attempt) => number;

/** Identity that infers the option types from the schema, so that a kind states its options once. */
export function defineRouter<Options extends z.ZodObject>(kind: RouterKind<Options>): RouterKind<Options> {
  return kind;
}
