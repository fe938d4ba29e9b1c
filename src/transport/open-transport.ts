import type { NetworkAddress } from "../core/address.ts";
import type { Transport, TransportEvents } from "../wire/http/transport.ts";
import { Http1Pool } from "./http1-pool.ts";
import { Http2Pool } from "./http2-pool.ts";
import type { HttpVersion } from "./packed-requests.ts";

/**
 * Keeps connections to a server.
 *
 * @param streams bodies of 2xx answers are handed on part by part instead of being kept
 */
export function openTransport<Exchange>(
  version: HttpVersion,
  address: NetworkAddress,
  events: TransportEvents<Exchange>,
  streams = false,
): Transport<Exchange> {
  return version === "2" ? new Http2Pool(address, events, streams) : new Http1Pool(address, events, streams);
}
