import { isIP } from "node:net";
import type { ConnectionOptions } from "node:tls";
import type { NetworkAddress } from "../core/address.ts";

/** Certificates are verified unless the user said otherwise; an address in numbers has no server name to send. */
export function tlsOptions(
  { hostname, tls }: NetworkAddress,
  protocol: "http/1.1" | "h2",
): ConnectionOptions {
  return {
    // Through a proxy nothing connects to it, but it is still the name that the certificate must be for.
    host: hostname,
    ALPNProtocols: [protocol],
    rejectUnauthorized: tls?.verify ?? true,
    ...(tls?.ca === undefined ? {} : { ca: tls.ca }),
    ...(isIP(hostname) === 0 ? { servername: hostname } : {}),
  };
}
