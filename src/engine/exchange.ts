import type { Phase } from "../core/sample.ts";
import type { AnswerReader } from "../targets/target.ts";
import type { Sending } from "../wire/http/transport.ts";

/** The record of a request in flight. Times are ms since the start of the run. */
export interface Exchange {
  seq: number;
  endpoint: number;
  phase: Phase;
  payloadIndex: number;
  intendedMs: number;
  sentMs: number;
  firstByteMs: number;
  /** The time at which the latest bytes of the answer arrived. */
  lastByteMs: number;
  sending: Sending | null;
  /**
   * The reader of a streamed answer, which is kept for the next request that uses this object; null without streams.
   */
  reader: AnswerReader | null;
  /** What the reader threw at a part of the answer; null when it read them all. */
  unreadable: unknown;
}

/** The requests in flight, oldest first, and the integral of their number over time. Removed objects are reused. */
export class InFlight {
  readonly #exchanges = new Set<Exchange>();
  readonly #spare: Exchange[] = [];
  #areaMs = 0;
  #changedMs = 0;

  get size(): number {
    return this.#exchanges.size;
  }

  /** The integral of `size` over time up to the last change, in request·ms. */
  get areaMs(): number {
    return this.#areaMs;
  }

  add(nowMs: number): Exchange {
    this.#count(nowMs);
    const exchange = this.#spare.pop() ?? blank();
    this.#exchanges.add(exchange);
    return exchange;
  }

  remove(exchange: Exchange, nowMs: number): void {
    this.#count(nowMs);
    this.#exchanges.delete(exchange);
    exchange.sending = null;
    this.#spare.push(exchange);
  }

  /** Iterates over the requests in the order in which they were sent. Removing one during the iteration is safe. */
  [Symbol.iterator](): IterableIterator<Exchange> {
    return this.#exchanges.values();
  }

  #count(nowMs: number): void {
    this.#areaMs += this.#exchanges.size * (nowMs - this.#changedMs);
    this.#changedMs = nowMs;
  }
}

function blank(): Exchange {
  return {
    seq: 0,
    endpoint: 0,
    phase: "warmup",
    payloadIndex: 0,
    intendedMs: 0,
    sentMs: 0,
    firstByteMs: 0,
    lastByteMs: 0,
    sending: null,
    reader: null,
    unreadable: null,
  };
}
