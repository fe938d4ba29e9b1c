import type { NetworkAddress } from "../core/address.ts";
import type { FailureCode } from "../core/sample.ts";
import type { HttpResponse } from "../wire/http/http-response.ts";
import {
  type ConnectionCounts,
  noConnections,
  type PackedRequest,
  type Sending,
  type Transport,
  type TransportEvents,
} from "../wire/http/transport.ts";
import type { BodyHandling } from "./body-handling.ts";
import { type ConnectionOwner, Http1Connection } from "./http1-connection.ts";
import { plainProxyOf } from "./line.ts";
import { standing } from "./standing.ts";
import { usableMsOf } from "./unprocessed.ts";

/**
 * Time for which a connection is not used again after a streamed answer, ms. llama.cpp closes the connection right
 * after the last chunk without announcing it, and a request that was sent in that moment would have to be sent again.
 */
const STREAM_REST_MS = 20;

/**
 * Keep-alive HTTP/1.1 connections with one request in flight on each. The most recently used idle connection is taken
 * first, so that the server closes only connections that are not needed; connections that were never used are taken in
 * the order in which they were opened, which is the order in which a server that serves one at a time accepts them. The
 * pool opens a connection when none is idle: the owner limits the number of requests in flight.
 */
export class Http1Pool<Exchange> implements Transport<Exchange> {
  readonly counts: ConnectionCounts = noConnections();
  readonly #address: NetworkAddress;
  readonly #events: TransportEvents<Exchange>;
  readonly #bodies: BodyHandling;
  readonly #idle: Carrier<Exchange>[] = [];
  readonly #all = new Set<Carrier<Exchange>>();
  /** The last `Keep-Alive` header of the server, and how long it lets an idle connection be used. */
  #keepAlive: string | undefined;
  #usableMs = Number.POSITIVE_INFINITY;
  #isAnswering = false;

  constructor(address: NetworkAddress, events: TransportEvents<Exchange>, bodies: BodyHandling) {
    this.#address = address;
    this.#events = events;
    this.#bodies = bodies;
  }

  async warm(count: number): Promise<void> {
    const idle = this.#idle.filter(({ connection }) => !connection.closed).length;
    const carriers = Array.from({ length: Math.max(0, count - idle) }, () => this.#open());
    await standing(carriers.map(({ connection }) => connection.ready()));
    const open = carriers.filter(({ connection }) => !connection.closed);
    for (const carrier of open) carrier.idleSinceMs = performance.now();
    for (const carrier of open) this.#idle.unshift(carrier);
  }

  send(exchange: Exchange, { bytes }: PackedRequest): Sending {
    const carrier = this.#takeIdle() ?? this.#open();
    carrier.exchange = exchange;
    carrier.bytes = bytes;
    carrier.connection.send(bytes);
    return carrier;
  }

  async close(): Promise<void> {
    for (const { connection } of this.#all) connection.abort();
    this.#all.clear();
    this.#idle.length = 0;
  }

  /** The idle connection to use next; those that the server closed, or is about to close, are dropped. */
  #takeIdle(): Carrier<Exchange> | undefined {
    for (let carrier = this.#idle.pop(); carrier !== undefined; carrier = this.#idle.pop()) {
      if (carrier.connection.closed) continue;
      if (!this.#isNearItsEnd(carrier)) return carrier;
      carrier.abort();
    }
    return undefined;
  }

  #isNearItsEnd({ idleSinceMs }: Carrier<Exchange>): boolean {
    return this.#usableMs < Number.POSITIVE_INFINITY && performance.now() - idleSinceMs > this.#usableMs;
  }

  #open(): Carrier<Exchange> {
    const owner = this.#ownerOf(() => carrier);
    const carrier: Carrier<Exchange> = {
      connection: new Http1Connection(this.#address, owner),
      owner,
      exchange: null,
      bytes: NOTHING,
      idleSinceMs: 0,
      abort: () => {
        this.#all.delete(carrier);
        carrier.connection.abort();
      },
      stalled: () => this.#stalled(carrier.connection),
    };
    this.#all.add(carrier);
    return carrier;
  }

  #ownerOf(carrier: () => Carrier<Exchange>): ConnectionOwner {
    const events = this.#events;
    const owner: ConnectionOwner = {
      budget: this.#bodies.budget,
      onOpen: () => {
        this.counts.opened++;
      },
      onUnrequested: () => {
        this.counts.unrequested++;
      },
      onBytes: () => events.onBytes(carrier().exchange as Exchange),
      onResponse: (_, response) => this.#answered(carrier(), response),
      onFailure: (_, code, message) => this.#failed(carrier(), code, message),
    };
    if (this.#bodies.streams) owner.onPart = (_, part) => events.onPart(carrier().exchange as Exchange, part);
    return owner;
  }

  #answered(carrier: Carrier<Exchange>, response: HttpResponse): void {
    const exchange = carrier.exchange as Exchange;
    carrier.exchange = null;
    this.#isAnswering = true;
    this.#heedKeepAlive(response.headers.get("keep-alive"));
    carrier.idleSinceMs = performance.now();
    if (carrier.connection.closed) this.#all.delete(carrier);
    else if (this.#bodies.streams) setTimeout(() => this.#idle.push(carrier), STREAM_REST_MS);
    else this.#idle.push(carrier);
    const proxy = plainProxyOf(this.#address, "http/1.1");
    if (response.status === 407 && proxy !== undefined)
      this.#events.onFailure(exchange, "connect", `${proxy} refused the request with 407`);
    else this.#events.onResponse(exchange, response);
  }

  #failed(carrier: Carrier<Exchange>, code: FailureCode, message: string): void {
    const { exchange, connection } = carrier;
    const isClose = code === "closed" || code === "reset";
    if (exchange === null) {
      // What the server had said it would do is no surprise.
      if (isClose && connection.isOpen && !this.#isNearItsEnd(carrier)) this.counts.closedUnannounced++;
    } else if (connection.unprocessed) {
      this.counts.closedUnannounced++;
      this.counts.retried++;
      // Never again on an idle connection: a close of a fresh one is a failure, so no request is sent a third time.
      carrier.connection = new Http1Connection(this.#address, carrier.owner);
      carrier.connection.send(carrier.bytes);
      return;
    }
    this.#all.delete(carrier);
    carrier.exchange = null;
    if (exchange !== null) this.#events.onFailure(exchange, code, message);
  }

  #heedKeepAlive(keepAlive: string | undefined): void {
    if (keepAlive === undefined || keepAlive === this.#keepAlive) return;
    this.#keepAlive = keepAlive;
    this.#usableMs = usableMsOf(keepAlive);
  }

  #stalled({ isOpen, heard, answered }: Http1Connection): string | undefined {
    if (!isOpen) return "the connection was not open by then";
    if (heard) return "the answer had begun, and had not ended by then";
    if (answered || !this.#isAnswering) return undefined;
    return (
      "no byte came on a connection that was new to the server, while it answered on others: " +
      "a server that serves one connection at a time is measured with --concurrency 1"
    );
  }
}

const NOTHING = new Uint8Array(0);

/** A request in flight, or an idle connection. A request that is sent again gets another connection. */
interface Carrier<Exchange> extends Sending {
  connection: Http1Connection;
  readonly owner: ConnectionOwner;
  /** The owner's note of the request in flight; null when the connection is idle. */
  exchange: Exchange | null;
  /** The request in flight. */
  bytes: Uint8Array;
  idleSinceMs: number;
}
