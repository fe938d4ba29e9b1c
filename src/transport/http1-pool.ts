import type { NetworkAddress } from "../core/address.ts";
import type { PackedRequest, Sending, Transport, TransportEvents } from "../wire/http/transport.ts";
import { type ConnectionOwner, Http1Connection } from "./http1-connection.ts";
import { standing } from "./standing.ts";

/**
 * Time for which a connection is not used again after a streamed answer, ms. llama.cpp closes the connection right
 * after the last chunk without announcing it, and a request sent in that moment would be lost.
 */
const STREAM_REST_MS = 20;

/**
 * Keep-alive HTTP/1.1 connections with one request in flight on each. The most recently used idle connection is taken
 * first, so that the server closes only connections that are not needed. The pool opens a connection when none is
 * idle: the owner limits the number of requests in flight.
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
    // A server may close an idle connection at any time: that is not a failure.
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
  /** The owner's note of the request in flight; null when the connection is idle. */
  exchange: Exchange | null;
}
