import type { NetworkAddress } from "../core/address.ts";
import {
  type ConnectionCounts,
  noConnections,
  type PackedRequest,
  type Sending,
  type Transport,
  type TransportEvents,
} from "../wire/http/transport.ts";
import type { BodyHandling } from "./body-handling.ts";
import type { Failure } from "./failure.ts";
import type { Http2Call } from "./http2-call.ts";
import { Http2Connection } from "./http2-connection.ts";
import { standing } from "./standing.ts";

/**
 * The most times that one request is sent again. A server that goes away after few streams may meet the same request more
 * than once; one that refuses every stream must not be asked for ever.
 */
const MAX_RETRIES = 5;
/**
 * How many times a request may come back before it gets a connection on which no other is in flight. A server that takes
 * one stream of each connection takes the first; with the others behind it, the last of them would come back for ever.
 */
const SHARED_RETRIES = 2;

/** HTTP/2 connections with many requests in flight on each, which carry gRPC as well. */
export class Http2Pool<Exchange> implements Transport<Exchange> {
  readonly counts: ConnectionCounts = noConnections();
  readonly #address: NetworkAddress;
  readonly #events: TransportEvents<Exchange>;
  readonly #bodies: BodyHandling;
  readonly #connections = new Set<Http2Connection<Exchange>>();
  /** Requests that the server takes at once on one connection. RFC 9113 §6.5.2 recommends at least 100. */
  #limit = 100;

  constructor(address: NetworkAddress, events: TransportEvents<Exchange>, bodies: BodyHandling) {
    this.#address = address;
    this.#events = events;
    this.#bodies = bodies;
  }

  async warm(count: number): Promise<void> {
    const open = [...this.#connections].filter((connection) => connection.open).length;
    await standing(Array.from({ length: Math.max(0, count - open) }, () => this.#open().ready));
  }

  send(exchange: Exchange, request: PackedRequest): Sending {
    return this.#leastBusy(this.#limit).send(exchange, request);
  }

  async close(): Promise<void> {
    for (const connection of this.#connections) connection.abandon();
    this.#connections.clear();
  }

  /**
   * The least busy connection with room for another request, or a new connection.
   *
   * @param limit number of requests in flight from which a connection has no room
   * @param except a connection that is not taken: it has just refused the request
   */
  #leastBusy(limit: number, except?: Http2Connection<Exchange>): Http2Connection<Exchange> {
    let best: Http2Connection<Exchange> | undefined;
    for (const connection of this.#connections) {
      if (connection === except || !connection.open) continue;
      if (connection.inFlight < (best?.inFlight ?? limit)) best = connection;
    }
    return best ?? this.#open();
  }

  #sendAgain(from: Http2Connection<Exchange>, call: Http2Call<Exchange>, failure: Failure): void {
    if (call.retries === MAX_RETRIES) {
      this.#events.onFailure(call.exchange, failure.code, failure.message);
      return;
    }
    call.retries++;
    this.counts.retried++;
    this.#leastBusy(call.retries > SHARED_RETRIES ? 1 : this.#limit, from).take(call);
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
        onOpen: () => {
          this.counts.opened++;
        },
        onUnprocessed: (from, call, failure) => this.#sendAgain(from, call, failure),
        onClose: (ended, unannounced) => {
          this.#connections.delete(ended);
          if (unannounced) this.counts.closedUnannounced++;
        },
      },
      this.#bodies,
    );
    this.#connections.add(connection);
    return connection;
  }
}
