import { lookup } from "node:dns/promises";
import { isIPv4 } from "node:net";
import { networkInterfaces } from "node:os";

/**
 * Whether a server shares this machine: its name leads to the loopback interface or to an address of this machine.
 * null when the name leads nowhere. Nothing is sent to the server.
 */
export async function isLocal(url: string): Promise<boolean | null> {
  const hostname = new URL(url).hostname.replace(/^\[|\]$/g, "");
  const own = Object.values(networkInterfaces()).flatMap((addresses = []) => addresses.map((a) => a.address));
  try {
    const found = await lookup(hostname, { all: true });
    return found.some(({ address }) => isLoopback(address) || own.includes(address));
  } catch {
    return null;
  }
}

/** Connecting to the unspecified address leads to this machine too. */
function isLoopback(address: string): boolean {
  if (isIPv4(address)) return address.startsWith("127.") || address === "0.0.0.0";
  return address === "::1" || address === "::";
}
