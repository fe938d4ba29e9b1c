import type { Address } from "../core/address.ts";
import { Http2Call } from "./http2-call.ts";
import { Http2Session } from "./http2-session.ts";
import type { PackedRequest } from "./packed-requests.ts";
import { type Sending, standing, type Transport, type TransportEvents } from "./transport.ts";

/** HTTP/2 connections with many requests in flight on each, over `node:http2`. Carries gRPC as well. */
export class Http2Pool<Exchange> implements Transport<Exchange> {
  readonly #address: Address;
  readonly #events: TransportEvents<Exchange>;
  readonly #streams: boolean;
  readonly #sessions = new Set<Http2Session>();
  /** Requests that the server takes at once on one connection; RFC 9113 §6.5.2 recommends no fewer than this. */
  #limit = 100;

  constructor(address: Address, events: TransportEvents<Exchange>, streams: boolean) {
    this.#address = address;
    this.#events = events;
    this.#streams = streams;
  }

  async warm(count: number): Promise<void> {
    const open = [...this.#sessions].filter((session) => session.open).length;
    await standing(Array.from({ length: Math.max(0, count - open) }, () => this.#open().ready));
  }

  send(exchange: Exchange, request: PackedRequest): Sending {
    return new Http2Call(this.#leastBusy(), exchange, request, this.#events, this.#streams);
  }

  close(): void {
    for (const session of this.#sessions) session.abandon();
    this.#sessions.clear();
  }

  /** A connection with room for another request; a new one where there is none. */
  #leastBusy(): Http2Session {
    let best: Http2Session | undefined;
    for (const session of this.#sessions)
      if (session.open && session.inFlight < (best?.inFlight ?? this.#limit)) best = session;
    return best ?? this.#open();
  }

  #open(): Http2Session {
    const session = new Http2Session(this.#address, {
      onLimit: (streams) => {
        // A server that takes none for now would have a connection made for every request.
        this.#limit = Math.max(1, streams);
      },
      onClose: (ended) => this.#sessions.delete(ended),
    });
    this.#sessions.add(session);
    return session;
  }
}
