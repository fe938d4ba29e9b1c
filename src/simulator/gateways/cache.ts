import { z } from "zod";
import { formatCount, formatSpan } from "../../core/format.ts";
import { ANSWERED, type Attempt, type Ending } from "../attempt.ts";
import { defineGateway, type GatewayContext, type RunningGateway } from "./gateway.ts";

const HOUR_MS = 3_600_000;

/** Answers what was answered before, as long as it is among the results that were asked for last (LRU). */
export const cache = defineGateway({
  kind: "cache",
  title: "keeps the results of the payloads that were asked for last, and answers them itself",
  example: "cache:entries=100,hit=1ms",
  options: z.strictObject({
    kind: z.literal("cache"),
    entries: z.number().int().min(1).max(1e7).describe("results that it keeps"),
    // Where answers take no time, users of a closed loop would ask again and again at the same moment.
    hitMs: z.number().min(0.01).max(HOUR_MS).describe("time from a request to its answer, network included"),
  }),
  first: "entries",
  describe: ({ entries, hitMs }) =>
    `a cache of ${formatCount(entries)} results (least recently used), which answers in ${formatSpan(hitMs)}`,
  start: ({ entries, hitMs }, context) => new Cache(entries, hitMs, context),
});

class Cache implements RunningGateway {
  readonly #entries: number;
  readonly #hitMs: number;
  readonly #context: GatewayContext;
  /** Payloads whose results it has: the one that was asked for longest ago comes first. */
  readonly #results = new Set<number>();
  /** Attempts that it is about to answer. */
  readonly #hits = new Set<Attempt>();

  constructor(entries: number, hitMs: number, context: GatewayContext) {
    this.#entries = entries;
    this.#hitMs = hitMs;
    this.#context = context;
  }

  send(attempt: Attempt): void {
    const { tally, next, events, sender } = this.#context;
    const { payloadIndex } = attempt.call;
    tally.countArrival(attempt);
    if (!this.#results.delete(payloadIndex)) {
      next.send(attempt);
      return;
    }
    this.#results.add(payloadIndex);
    tally.countAnswer(attempt);
    this.#hits.add(attempt);
    const happen = () => {
      if (this.#hits.delete(attempt)) sender.ended(attempt, ANSWERED);
    };
    events.schedule(events.nowMs + this.#hitMs, { happen });
  }

  abandon(attempt: Attempt): void {
    if (!this.#hits.delete(attempt)) this.#context.next.abandon(attempt);
  }

  ended(attempt: Attempt, ending: Ending): void {
    if (ending.outcome === "ok") this.#keep(attempt.call.payloadIndex);
    this.#context.sender.ended(attempt, ending);
  }

  #keep(payloadIndex: number): void {
    this.#results.delete(payloadIndex);
    this.#results.add(payloadIndex);
    if (this.#results.size <= this.#entries) return;
    for (const oldest of this.#results) {
      this.#results.delete(oldest);
      return;
    }
  }
}
