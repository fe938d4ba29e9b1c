import type { NetworkAddress } from "../../core/address.ts";
import { chooseIp } from "../../transport/choose-ip.ts";

/** The address with the IP address that connections will go to: of the proxy, where there is one, else of the server. */
export async function lookedUp(address: NetworkAddress, timeoutMs: number): Promise<NetworkAddress> {
  const { hostname, port, proxy } = address;
  if (proxy === undefined) return { ...address, ...(await chooseIp(hostname, port, timeoutMs)) };
  const chosen = await chooseIp(proxy.hostname, proxy.port, timeoutMs);
  return { ...address, proxy: { ...proxy, ip: chosen?.ip } };
}

/** The choice among several IP addresses of a host name, in words; undefined where there was none. */
export function chosenIp({ hostname, ip, otherIps = [] }: NetworkAddress): string | undefined {
  return ip === undefined || otherIps.length === 0
    ? undefined
    : `${ip} for ${hostname}, which is ${otherIps.join(" and ")} as well`;
}
