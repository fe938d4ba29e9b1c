import { setTimeout } from "node:timers/promises";
import type { FailureCode } from "../core/sample.ts";
import type { HttpResponse } from "../wire/http1-reader.ts";
import type { PackedRequest } from "./packed-requests.ts";

/** What a transport tells of an exchange: exactly one of `onResponse` and `onFailure` ends it, unless it was aborted. */
export interface TransportEvents<Exchange> {
  /** Bytes of the answer have come. */
  onBytes(exchange: Exchange): void;
  /** Part of the body of a 2xx answer, where the transport was opened for streams. Valid during the call. */
  onPart(exchange: Exchange, part: Uint8Array): void;
  onResponse(exchange: Exchange, response: HttpResponse): void;
  onFailure(exchange: Exchange, code: FailureCode, message: string): void;
}

/** A request on its way. */
export interface Sending {
  /** Gives it up, without a word to the owner. */
  abort(): void;
}

/** Carries requests to one address over connections that it keeps. `Exchange` is the owner's note of a request. */
export interface Transport<Exchange> {
  /**
   * Opens connections until `count` stand and have nothing to do, and waits for them, within reason; one that fails
   * is simply not there.
   */
  warm(count: number): Promise<void>;
  send(exchange: Exchange, request: PackedRequest): Sending;
  close(): void;
}

/** A server that takes this long to take a connection will make the first requests wait, and that is measured. */
const WARM_LIMIT_MS = 5000;

/** Waits for connections, each of which settles when it stands or never will. */
export async function standing(connections: readonly Promise<void>[]): Promise<void> {
  const enough = new AbortController();
  const limit = setTimeout(WARM_LIMIT_MS, undefined, { signal: enough.signal }).catch(() => {});
  await Promise.race([Promise.all(connections), limit]);
  enough.abort();
}
