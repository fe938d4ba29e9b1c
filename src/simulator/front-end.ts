import { z } from "zod";
import { formatSpan } from "../core/format.ts";
import type { Attempt, Receiver } from "./attempt.ts";
import type { EventQueue, Occurrence } from "./event-queue.ts";
import { readOptions } from "./option-spec.ts";
import { WaitingLine } from "./waiting-line.ts";

const MINUTE_MS = 60_000;
const jobMs = z.number().min(0).max(MINUTE_MS);

const timesSchema = z.strictObject({
  readMs: jobMs.describe("time to read, check and unpack a request"),
  writeMs: jobMs.describe("time to write an answer"),
});

/** Time that the thread of a front end takes for each request. */
export type FrontEndTimes = z.output<typeof timesSchema>;

/** Reads `--front-end`, such as `0.2ms+0.1ms`: to read a request, and to write its answer. @throws usage error */
export function parseFrontEnd(spec: string): FrontEndTimes {
  return readOptions("--front-end", timesSchema, "readMs+writeMs", spec, "0.2ms+0.1ms");
}

/** The times of a front end in words. */
export function describeFrontEnd({ readMs, writeMs }: FrontEndTimes): string {
  return `one thread takes ${formatSpan(readMs)} to read a request and ${formatSpan(writeMs)} to write its answer`;
}

/**
 * The one thread of a server that reads requests and writes answers, one after another in the order in which they come to it, as the
 * event loops of Node and of Python do. Where it is busy all the time the server can do no more, whatever its device could.
 */
export class FrontEnd implements Receiver, Occurrence {
  readonly #events: EventQueue;
  readonly #times: FrontEndTimes;
  readonly #server: Receiver;
  readonly #written: (attempt: Attempt) => void;
  /** Requests that are not read, and answers that are not written. The first is at hand. */
  readonly #jobs = new WaitingLine();
  /** Moment at which the job at hand is done. */
  #dueMs = 0;
  #pausedUntilMs = 0;
  #stamp = 0;

  /** @param written called when an answer leaves */
  constructor(
    events: EventQueue,
    times: FrontEndTimes,
    server: Receiver,
    written: (attempt: Attempt) => void,
  ) {
    this.#events = events;
    this.#times = times;
    this.#server = server;
    this.#written = written;
  }

  /** Takes a request that has arrived, or the ending of one that is to be told. */
  submit(attempt: Attempt): void {
    this.#jobs.push(attempt);
    if (this.#jobs.length === 1) this.#begin();
  }

  /** Tells that the client of an attempt has given it up: what is not read yet is read all the same. */
  abandon(attempt: Attempt): void {
    this.#server.abandon(attempt);
  }

  /** Lets the thread stand still until a moment. */
  pause(untilMs: number): void {
    const longerMs = untilMs - Math.max(this.#events.nowMs, this.#pausedUntilMs);
    if (longerMs <= 0) return;
    this.#pausedUntilMs = untilMs;
    if (this.#jobs.length > 0) this.#endAt(this.#dueMs + longerMs);
  }

  /** Goes down with its replica, and takes out the requests that it has not read, and the answers that nobody will see. */
  goDown(): readonly Attempt[] {
    this.#stamp++;
    this.#pausedUntilMs = 0;
    const lost: Attempt[] = [];
    while (this.#jobs.length > 0) lost.push(this.#jobs.shift());
    return lost;
  }

  /** The thread has done what it had at hand. */
  happen(stamp: number): void {
    if (stamp !== this.#stamp) return;
    const attempt = this.#jobs.shift();
    if (this.#jobs.length > 0) this.#begin();
    if (attempt.ending === null) this.#server.submit(attempt);
    else this.#written(attempt);
  }

  #begin(): void {
    const { readMs, writeMs } = this.#times;
    const takesMs = this.#jobs.at(0).ending === null ? readMs : writeMs;
    this.#endAt(Math.max(this.#events.nowMs, this.#pausedUntilMs) + takesMs);
  }

  #endAt(atMs: number): void {
    this.#dueMs = atMs;
    this.#events.schedule(atMs, this, ++this.#stamp);
  }
}
