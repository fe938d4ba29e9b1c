import { z } from "zod";
import { formatCount, formatSpan, plural } from "../../core/format.ts";
import type { Attempt, Ending } from "../attempt.ts";
import { HeldRequests } from "../held-requests.ts";
import { defineGateway, type GatewayContext, type RunningGateway } from "./gateway.ts";

const HOUR_MS = 3_600_000;

/** The ending of an attempt that comes to a broker whose queue is full. */
const QUEUE_FULL: Ending = {
  outcome: "error",
  failure: "http-status",
  status: 503,
  message: "the queue of the simulated broker is full",
};

/**
 * Keeps requests until a replica has a place for them: each consumer has so many messages that it has not acknowledged (`basic.qos`
 * with a prefetch count in AMQP 0-9-1, the concurrency of a worker elsewhere), so bursts wait here and not at the replicas.
 */
export const broker = defineGateway({
  kind: "broker",
  title: "keeps requests in a queue until a replica has a place for them",
  example: "broker:prefetch=32,delay=5ms,limit=10000",
  options: z.strictObject({
    kind: z.literal("broker"),
    prefetch: z.number().int().min(1).max(1e6).describe("requests that each replica has at once"),
    delayMs: z
      .number()
      .min(0)
      .max(HOUR_MS)
      .default(0)
      .describe("time that a request takes through it where none waits"),
    limit: z
      .number()
      .int()
      .min(1)
      .max(1e9)
      .optional()
      .describe("requests that may wait; one more is refused"),
  }),
  first: "prefetch",
  describe: ({ prefetch, delayMs, limit }) =>
    `a broker with a delay of ${formatSpan(delayMs)}, from which each replica has at most ${plural(prefetch, "request")} at once${limit === undefined ? "" : `, and in which at most ${formatCount(limit)} wait`}`,
  start: (options, context) => new Broker(options, context),
});

class Broker implements RunningGateway {
  readonly #prefetch: number;
  readonly #delayMs: number;
  readonly #limit: number;
  readonly #context: GatewayContext;
  readonly #held: HeldRequests;
  /** Attempts on their way through it, which wait for nothing yet. */
  readonly #passing = new Set<Attempt>();
  /** Moments at which the attempts that are held came into the queue, ms. */
  readonly #sinceMs = new WeakMap<Attempt, number>();
  #unacknowledged = 0;
  /** Whether it is going to send on at this moment. */
  #isDue = false;

  constructor(
    {
      prefetch,
      delayMs,
      limit = Number.POSITIVE_INFINITY,
    }: { prefetch: number; delayMs: number; limit?: number | undefined },
    context: GatewayContext,
  ) {
    this.#prefetch = prefetch;
    this.#delayMs = delayMs;
    this.#limit = limit;
    this.#context = context;
    this.#held = new HeldRequests(context.events);
    context.replicas.whenMore(() => this.#sendOn());
  }

  send(attempt: Attempt): void {
    const { tally, events, sender } = this.#context;
    tally.countArrival(attempt);
    if (this.#held.size + this.#passing.size >= this.#limit) {
      tally.countRefusal(attempt);
      sender.ended(attempt, QUEUE_FULL);
      return;
    }
    this.#passing.add(attempt);
    const happen = () => {
      if (this.#passing.delete(attempt)) this.#hold(attempt);
    };
    events.schedule(events.nowMs + this.#delayMs, { happen });
  }

  /** A request whose client has given it up leaves the queue, or its place at a replica. */
  abandon(attempt: Attempt): void {
    if (this.#passing.delete(attempt) || this.#held.remove(attempt)) return;
    this.#context.next.abandon(attempt);
    this.#acknowledged();
  }

  ended(attempt: Attempt, ending: Ending): void {
    this.#acknowledged();
    this.#context.sender.ended(attempt, ending);
  }

  reading() {
    return this.#held.reading();
  }

  #hold(attempt: Attempt): void {
    this.#sinceMs.set(attempt, this.#context.events.nowMs);
    this.#held.add(attempt);
    this.#sendOn();
  }

  /**
   * A place at a replica is free. What waits takes it when all that happens at this moment is done: a client that gives up a request may
   * be about to give up another attempt of it, which waits here.
   */
  #acknowledged(): void {
    this.#unacknowledged--;
    if (this.#isDue) return;
    this.#isDue = true;
    const { events } = this.#context;
    events.schedule(events.nowMs, {
      happen: () => {
        this.#isDue = false;
        this.#sendOn();
      },
    });
  }

  #sendOn(): void {
    const { replicas, next, tally, events } = this.#context;
    while (this.#unacknowledged < this.#prefetch * replicas.count()) {
      const attempt = this.#held.takeOldest();
      if (attempt === undefined) break;
      this.#unacknowledged++;
      tally.countRelease(attempt, events.nowMs - (this.#sinceMs.get(attempt) ?? events.nowMs));
      next.send(attempt);
    }
  }
}
