import type { Address } from "../../core/address.ts";
import { InProcess } from "../../onnx/in-process.ts";
import type { Bodies } from "../../transport/body-handling.ts";
import { openTransport } from "../../transport/open-transport.ts";
import type { HttpVersion } from "../../transport/packed-requests.ts";
import type { Transport, TransportEvents } from "../../wire/http/transport.ts";

/** Opens the transport to an address: connections to a server, or a model that is loaded into this process. */
export function transportTo<Exchange>(
  address: Address,
  version: HttpVersion,
  events: TransportEvents<Exchange>,
  bodies: Bodies = "kept",
): Transport<Exchange> {
  return "model" in address
    ? new InProcess(address, events)
    : openTransport(version, address, events, bodies);
}
