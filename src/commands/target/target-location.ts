import { lookup } from "node:dns/promises";
import { isIPv4 } from "node:net";
import { networkInterfaces } from "node:os";

/**
 * Tells whether a server shares this machine: its name leads to the loopback interface or to an address of this
 * machine. Returns null when the name leads nowhere. Nothing is sent to the server.
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

/** Tells whether an address is a loopback address, or the unspecified one, which leads to this machine too. */
function isLoopback(address: string): boolean {
  if (isIPv4(address)) return address.startsWith("127.") || address === "0.0.0.0";
  return address === "::1" || address === "::";
}
