import type { FailureCode, Outcome, Phase } from "../core/sample.ts";
import type { Carried } from "./network.ts";

/** A request of the schedule, as its client sees it until it has an outcome. */
export interface Call {
  readonly seq: number;
  readonly phase: Phase;
  readonly intendedMs: number;
  /** Moment at which it was first sent. */
  readonly sentMs: number;
  readonly payloadIndex: number;
  readonly items: number;
  /** Priority, from 1 on, which goes first; 0 where requests have none. */
  readonly priority: number;
  /** Length of the request, such as tokens or words; 0 where requests have none. */
  readonly length: number;
  /** Bytes that it carries to the server. */
  readonly bytes: number;
}

/** How an attempt ended, in the words of a sample. */
export interface Ending {
  readonly outcome: Outcome;
  readonly failure: FailureCode;
  readonly status: number;
  readonly message: string;
}

/** The ending of an attempt that was answered well. */
export const ANSWERED: Ending = { outcome: "ok", failure: "none", status: 200, message: "" };
/** The ending of an attempt that waited for longer than its client does. */
export const TIMED_OUT: Ending = { outcome: "timeout", failure: "none", status: 0, message: "" };

/** The queue that an attempt is sent to. */
export interface Receiver {
  submit(attempt: Attempt): void;
  /** Tells that the client of an attempt has given it up. */
  abandon(attempt: Attempt): void;
}

/** The fleet that an attempt goes through, on its way to a server and back. */
export interface Carrier {
  /** A server has ended the attempt. */
  ended(attempt: Attempt, ending: Ending): void;
  /** The ending of the attempt has come back to the client. */
  returned(attempt: Attempt, ending: Ending): void;
}

/** One way of a call to a server and back. A call that is tried again has several. */
export class Attempt implements Carried {
  readonly call: Call;
  /** The fleet that it was sent to: without one, no server has it. */
  carrier!: Carrier;
  /** Number of the replica that it was sent to; -1 as long as none is chosen. */
  replica = -1;
  server: Receiver | null = null;
  /** How a server ended it; null as long as none did. */
  ending: Ending | null = null;
  sentMs = 0;
  /** Moment at which it came to the queue of its server. */
  enqueuedMs = 0;
  /** Moment from which it has waited too long for its server. */
  expiresMs = Number.POSITIVE_INFINITY;
  /** Moment at which the execution that holds it began. */
  startedMs = 0;
  /** Place of its answer among those of its group, from 0, and their number: answers leave a server one after another. */
  answerIndex = 0;
  answersOf = 1;
  /** Whether its client has given it up: the server may not know. */
  isAbandoned = false;
  /** Neighbours in the list of attempts under way, in the order in which they were sent. */
  before: Attempt | null = null;
  after: Attempt | null = null;

  constructor(call: Call) {
    this.call = call;
  }

  /** The network has brought the request to its server, or the ending back to its client. */
  arrived(): void {
    if (this.ending === null) this.server?.submit(this);
    else this.carrier.returned(this, this.ending);
  }
}
