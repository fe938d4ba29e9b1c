import type { Attempt, Ending } from "./attempt.ts";

/** A thing that attempts are sent to: a fleet, or a gateway before it. */
export interface Entrance {
  send(attempt: Attempt): void;
  /** The client has given up an attempt. */
  abandon(attempt: Attempt): void;
}

/** The side that sends attempts, and learns how they ended: a client, or a gateway. */
export interface Client {
  ended(attempt: Attempt, ending: Ending): void;
}
