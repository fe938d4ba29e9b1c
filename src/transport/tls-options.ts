import { isIP } from "node:net";
import { type ConnectionOptions, checkServerIdentity } from "node:tls";
import type { NetworkAddress } from "../core/address.ts";

/**
 * Options of a TLS connection. Certificates are verified unless the user turned that off. An IP address is no server
 * name: where the user gave one for it, that is asked for, and the certificate may be for either.
 */
export function tlsOptions(
  { hostname, tls }: NetworkAddress,
  protocol: "http/1.1" | "h2",
): ConnectionOptions {
  const name = isIP(hostname) === 0 ? hostname : tls?.serverName;
  return {
    // Through a proxy no socket connects to this host, but the certificate must still be for its name.
    host: hostname,
    ALPNProtocols: [protocol],
    rejectUnauthorized: tls?.verify ?? true,
    ...(tls?.ca === undefined ? {} : { ca: tls.ca }),
    ...(name === undefined ? {} : { servername: name }),
    checkServerIdentity: (asked, certificate) => {
      const problem = checkServerIdentity(asked, certificate);
      return checkServerIdentity(hostname, certificate) === undefined ? undefined : problem;
    },
  };
}
