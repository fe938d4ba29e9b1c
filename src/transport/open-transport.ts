import type { NetworkAddress } from "../core/address.ts";
import type { Transport, TransportEvents } from "../wire/http/transport.ts";
import { Http1Pool } from "./http1-pool.ts";
import { Http2Pool } from "./http2-pool.ts";
import type { HttpVersion } from "./packed-requests.ts";

/**
 * Opens a transport, which keeps the connections to a server, for a version of HTTP.
 *
 * @param streams true to pass bodies of 2xx answers to `onPart` instead of keeping them for `onResponse`
 */
export function openTransport<Exchange>(
  version: HttpVersion,
  address: NetworkAddress,
  events: TransportEvents<Exchange>,
  streams = false,
): Transport<Exchange> {
  return version === "2" ? new Http2Pool(address, events, streams) : new Http1Pool(address, events, streams);
}
