import { isIP } from "node:net";
import type { ConnectionOptions } from "node:tls";
import type { NetworkAddress } from "../core/address.ts";

/**
 * Options of a TLS connection. Certificates are verified unless the user turned that off; an IP address sends no
 * server name.
 */
export function tlsOptions(
  { hostname, tls }: NetworkAddress,
  protocol: "http/1.1" | "h2",
): ConnectionOptions {
  return {
    // Through a proxy no socket connects to this host, but the certificate must still be for its name.
    host: hostname,
    ALPNProtocols: [protocol],
    rejectUnauthorized: tls?.verify ?? true,
    ...(tls?.ca === undefined ? {} : { ca: tls.ca }),
    ...(isIP(hostname) === 0 ? { servername: hostname } : {}),
  };
}
