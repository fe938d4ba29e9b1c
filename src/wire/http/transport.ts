import type { FailureCode } from "../../core/sample.ts";
import type { HttpResponse } from "./http-response.ts";

/**
 * A request ready to be sent: over HTTP/1.1 all its bytes; over HTTP/2 its header block, and the bytes of its body; to
 * a model in this process the JSON part of an Open Inference body, and the bytes of the tensors after it.
 */
export interface PackedRequest {
  readonly bytes: Uint8Array;
  readonly head: Uint8Array | null;
}

/**
 * The events of an exchange that a transport reports: exactly one of `onResponse` and `onFailure` ends it, unless it
 * was aborted.
 */
export interface TransportEvents<Exchange> {
  /** Reports that bytes of the answer have arrived. */
  onBytes(exchange: Exchange): void;
  /** Delivers a part of the body of a 2xx answer, where the transport was opened for streams. Valid during the call. */
  onPart(exchange: Exchange, part: Uint8Array): void;
  onResponse(exchange: Exchange, response: HttpResponse): void;
  onFailure(exchange: Exchange, code: FailureCode, message: string): void;
}

/** A request that has been sent and not yet answered. */
export interface Sending {
  /** Gives up the request; its owner gets no event. */
  abort(): void;
  /**
   * Says what the request waits for, where it is something else than its answer, such as a connection that does not open;
   * undefined otherwise.
   */
  stalled?(): string | undefined;
}

/** The counts of what became of connections and of the requests that met their end. */
export interface ConnectionCounts {
  /** Connections that opened. */
  opened: number;
  /** Connections that the server closed while they were idle, without having announced it. */
  closedUnannounced: number;
  /** Times that the server sent bytes which no request had asked for. */
  unrequested: number;
  /** Requests sent again, because the server had not processed them: each time counts. */
  retried: number;
}

/** Counts before anything happened. */
export function noConnections(): ConnectionCounts {
  return { opened: 0, closedUnannounced: 0, unrequested: 0, retried: 0 };
}

/** The sums of the counts of several transports. */
export function addConnections(all: readonly Readonly<ConnectionCounts>[]): ConnectionCounts {
  const sums = noConnections();
  for (const counts of all) {
    sums.opened += counts.opened;
    sums.closedUnannounced += counts.closedUnannounced;
    sums.unrequested += counts.unrequested;
    sums.retried += counts.retried;
  }
  return sums;
}

/** Carries requests to one address. `Exchange` is the owner's record of a request. */
export interface Transport<Exchange> {
  /** The counts so far. */
  readonly counts: Readonly<ConnectionCounts>;
  /**
   * Prepares for `count` requests at once: over a network, opens connections until as many are idle, and waits a
   * limited time for them. A connection that fails is left out without an error.
   */
  warm(count: number): Promise<void>;
  send(exchange: Exchange, request: PackedRequest): Sending;
  /** Gives up all requests in flight; resolves when nothing of the transport is left. */
  close(): Promise<void>;
}
