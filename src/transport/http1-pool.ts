import type { NetworkAddress } from "../core/address.ts";
import type { PackedRequest, Sending, Transport, TransportEvents } from "../wire/http/transport.ts";
import { type ConnectionOwner, Http1Connection } from "./http1-connection.ts";
import { standing } from "./standing.ts";

/**
 * How long a connection rests after a streamed answer: llama.cpp closes it right behind the last chunk, without having
 * said so, and a request that was sent by then would be lost.
 */
const STREAM_REST_MS = 20;

/**
 * Keep-alive HTTP/1.1 connections, one request in flight on each. The most recently used idle one goes first, so
 * that the server closes only those that nobody needs. There is always one to take: the owner limits what is in
 * flight.
 */
export class Http1Pool<Exchange> implements Transport<Exchange> {
  readonly #address: NetworkAddress;
  readonly #events: TransportEvents<Exchange>;
  readonly #streams: boolean;
  readonly #idle: Carrier<Exchange>[] = [];
  readonly #all = new Set<Carrier<Exchange>>();

  constructor(address: NetworkAddress, events: TransportEvents<Exchange>, streams: boolean) {
    this.#address = address;
    this.#events = events;
    this.#streams = streams;
  }

  async warm(count: number): Promise<void> {
    const idle = this.#idle.filter(({ connection }) => !connection.closed).length;
    const carriers = Array.from({ length: Math.max(0, count - idle) }, () => this.#open());
    await standing(carriers.map(({ connection }) => connection.ready()));
    for (const carrier of carriers) if (!carrier.connection.closed) this.#idle.push(carrier);
  }

  send(exchange: Exchange, { bytes }: PackedRequest): Sending {
    let carrier = this.#idle.pop();
    // Without a request in flight, a close is the server's right.
    while (carrier?.connection.closed) carrier = this.#idle.pop();
    carrier ??= this.#open();
    carrier.exchange = exchange;
    carrier.connection.send(bytes);
    return carrier;
  }

  async close(): Promise<void> {
    for (const { connection } of this.#all) connection.abort();
    this.#all.clear();
    this.#idle.length = 0;
  }

  #open(): Carrier<Exchange> {
    const events = this.#events;
    const owner: ConnectionOwner = {
      onBytes: () => events.onBytes(carrier.exchange as Exchange),
      onResponse: (connection, response) => {
        const exchange = carrier.exchange as Exchange;
        carrier.exchange = null;
        if (connection.closed) this.#all.delete(carrier);
        else if (this.#streams) setTimeout(() => this.#idle.push(carrier), STREAM_REST_MS);
        else this.#idle.push(carrier);
        events.onResponse(exchange, response);
      },
      onFailure: (_, code, message) => {
        this.#all.delete(carrier);
        const { exchange } = carrier;
        carrier.exchange = null;
        if (exchange !== null) events.onFailure(exchange, code, message);
      },
    };
    if (this.#streams) owner.onPart = (_, part) => events.onPart(carrier.exchange as Exchange, part);
    const carrier: Carrier<Exchange> = {
      connection: new Http1Connection(this.#address, owner),
      exchange: null,
      abort: () => {
        this.#all.delete(carrier);
        carrier.connection.abort();
      },
    };
    this.#all.add(carrier);
    return carrier;
  }
}

interface Carrier<Exchange> extends Sending {
  readonly connection: Http1Connection;
  /** What the request in flight is for; null when there is none. */
  exchange: Exchange | null;
}
