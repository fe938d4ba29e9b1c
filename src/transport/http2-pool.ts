import type { NetworkAddress } from "../core/address.ts";
import type { PackedRequest, Sending, Transport, TransportEvents } from "../wire/http/transport.ts";
import { Http2Connection } from "./http2-connection.ts";
import { standing } from "./standing.ts";

/** HTTP/2 connections with many requests in flight on each, which carry gRPC as well. */
export class Http2Pool<Exchange> implements Transport<Exchange> {
  readonly #address: NetworkAddress;
  readonly #events: TransportEvents<Exchange>;
  readonly #streams: boolean;
  readonly #connections = new Set<Http2Connection<Exchange>>();
  /** Requests that the server takes at once on one connection. RFC 9113 §6.5.2 recommends at least 100. */
  #limit = 100;

  constructor(address: NetworkAddress, events: TransportEvents<Exchange>, streams: boolean) {
    this.#address = address;
    this.#events = events;
    this.#streams = streams;
  }

  async warm(count: number): Promise<void> {
    const open = [...this.#connections].filter((connection) => connection.open).length;
    await standing(Array.from({ length: Math.max(0, count - open) }, () => this.#open().ready));
  }

  send(exchange: Exchange, request: PackedRequest): Sending {
    return this.#leastBusy().send(exchange, request);
  }

  async close(): Promise<void> {
    for (const connection of this.#connections) connection.abandon();
    this.#connections.clear();
  }

  /** The least busy connection with room for another request, or a new connection. */
  #leastBusy(): Http2Connection<Exchange> {
    let best: Http2Connection<Exchange> | undefined;
    for (const connection of this.#connections)
      if (connection.open && connection.inFlight < (best?.inFlight ?? this.#limit)) best = connection;
    return best ?? this.#open();
  }

  #open(): Http2Connection<Exchange> {
    const connection = new Http2Connection<Exchange>(
      this.#address,
      {
        ...this.#events,
        onLimit: (streams) => {
          // With a limit of 0, which a server may set for a while, every request would open a connection.
          this.#limit = Math.max(1, streams);
        },
        onClose: (ended) => this.#connections.delete(ended),
      },
      this.#streams,
    );
    this.#connections.add(connection);
    return connection;
  }
}
