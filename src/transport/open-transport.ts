import type { NetworkAddress } from "../core/address.ts";
import type { Transport, TransportEvents } from "../wire/http/transport.ts";
import { type Bodies, bodyHandling } from "./body-handling.ts";
import { Http1Pool } from "./http1-pool.ts";
import { Http2Pool } from "./http2-pool.ts";
import type { HttpVersion } from "./packed-requests.ts";

/** Opens a transport, which keeps the connections to a server, for a version of HTTP. */
export function openTransport<Exchange>(
  version: HttpVersion,
  address: NetworkAddress,
  events: TransportEvents<Exchange>,
  bodies: Bodies = "kept",
): Transport<Exchange> {
  const handling = bodyHandling(bodies);
  return version === "2"
    ? new Http2Pool(address, events, handling)
    : new Http1Pool(address, events, handling);
}
