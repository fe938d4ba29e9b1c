import type { Phase } from "../core/sample.ts";
import type { AnswerReader } from "../targets/target.ts";
import type { Sending } from "../wire/http/transport.ts";

/** What is known of a request in flight. */
export interface Exchange {
  seq: number;
  endpoint: number;
  phase: Phase;
  payloadIndex: number;
  intendedMs: number;
  sentMs: number;
  firstByteMs: number;
  /** When the last bytes of the answer so far came. */
  lastByteMs: number;
  sending: Sending | null;
  /** Of a streamed answer; kept for the next request that this object notes. */
  reader: AnswerReader | null;
}

/** Requests in flight, oldest first, and the integral of their number over time. Objects are used again. */
export class InFlight {
  readonly #flying = new Set<Exchange>();
  readonly #spare: Exchange[] = [];
  #areaMs = 0;
  #changedMs = 0;

  get size(): number {
    return this.#flying.size;
  }

  /** ∫ size dt so far, in request·ms. */
  get areaMs(): number {
    return this.#areaMs;
  }

  add(nowMs: number): Exchange {
    this.#count(nowMs);
    const exchange = this.#spare.pop() ?? blank();
    this.#flying.add(exchange);
    return exchange;
  }

  remove(exchange: Exchange, nowMs: number): void {
    this.#count(nowMs);
    this.#flying.delete(exchange);
    exchange.sending = null;
    this.#spare.push(exchange);
  }

  /** In the order in which they were sent; removing while walking is safe. */
  [Symbol.iterator](): IterableIterator<Exchange> {
    return this.#flying.values();
  }

  #count(nowMs: number): void {
    this.#areaMs += this.#flying.size * (nowMs - this.#changedMs);
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
  };
}
