import type { z } from "zod";
import type { Client, Entrance } from "../entrance.ts";
import type { EventQueue } from "../event-queue.ts";
import type { GatewayTally } from "./gateway-tally.ts";

/** A gateway at work: attempts come to it from one side, and their endings from the other. */
export interface RunningGateway extends Entrance, Client {
  /** Attempts that wait in it for a replica, and the integral of their number over time, request·ms; left out where none do. */
  reading?(): { readonly waiting: number; readonly waitingMs: number };
}

/** What a gateway is told when it starts. */
export interface GatewayContext {
  readonly events: EventQueue;
  /** The side that sends attempts, and learns how they ended. */
  readonly sender: Client;
  /** The side that attempts go on to. */
  readonly next: Entrance;
  readonly replicas: RoutedReplicas;
  readonly tally: GatewayTally;
}

/** The replicas that get new requests, as far as what stands before them knows. */
export interface RoutedReplicas {
  count(): number;
  /** Calls when there are more of them. */
  whenMore(act: () => void): void;
}

/** A kind of gateway, which stands before a fleet, and which a user writes as a spec. To add one, write a file in this folder, and its line in `index.ts`. */
export interface GatewayKind<Options extends z.ZodObject = z.ZodObject> {
  readonly kind: string;
  /** One sentence that says what it does. */
  readonly title: string;
  /** An example of the spec, for messages and docs. */
  readonly example: string;
  readonly options: Options;
  /** The option that may stand first without its name. */
  readonly first: string;
  /** The options in words, as a report prints them. */
  describe(options: z.output<Options>): string;
  start(options: z.output<Options>, context: GatewayContext): RunningGateway;
}

/** Identity that infers the option types from the schema, so that a kind states its options once. */
export function defineGateway<Options extends z.ZodObject>(kind: GatewayKind<Options>): GatewayKind<Options> {
  return kind;
}
