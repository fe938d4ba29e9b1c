import type { Address } from "../core/address.ts";
import { Http1Pool } from "./http1-pool.ts";
import { Http2Pool } from "./http2-pool.ts";
import type { HttpVersion } from "./packed-requests.ts";
import type { Transport, TransportEvents } from "./transport.ts";

/** @param streams bodies of 2xx answers are handed on part by part instead of being kept */
export function openTransport<Exchange>(
  version: HttpVersion,
  address: Address,
  events: TransportEvents<Exchange>,
  streams = false,
): Transport<Exchange> {
  return version === "2" ? new Http2Pool(address, events, streams) : new Http1Pool(address, events, streams);
}
