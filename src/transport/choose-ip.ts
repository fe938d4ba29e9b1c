import dns from "node:dns";
import { connect, isIP, type Socket } from "node:net";

/** The IP address that a name is reached at, and the others that the name has. */
export interface ChosenIp {
  readonly ip: string;
  readonly otherIps: readonly string[];
}

/**
 * Chooses one address of a host name, so that every connection of a run goes to the same place and waits as long as the
 * time limit says: Node gives each address of a name with several 250 ms. Of several addresses, such as ::1 and 127.0.0.1
 * of localhost, the first that takes a connection is chosen.
 *
 * @returns null for a name that is a number already, that is not known, or at which no address takes a connection
 */
export async function chooseIp(hostname: string, port: number, timeoutMs: number): Promise<ChosenIp | null> {
  if (isIP(hostname) !== 0) return null;
  const all = await addressesOf(hostname);
  const [only] = all;
  const ip = all.length > 1 ? await firstToConnect(all, port, timeoutMs) : only;
  return ip === undefined ? null : { ip, otherIps: all.filter((other) => other !== ip) };
}

function addressesOf(hostname: string): Promise<string[]> {
  return new Promise((resolve) => {
    dns.lookup(hostname, { all: true }, (error, found) => {
      resolve(error === null ? [...new Set(found.map(({ address }) => address))] : []);
    });
  });
}

/** Connects to all addresses at once; the order of the name decides between those that answer together. */
async function firstToConnect(
  ips: readonly string[],
  port: number,
  timeoutMs: number,
): Promise<string | undefined> {
  const connected = new Set<string>();
  const sockets: Socket[] = [];
  const attempts = ips.map(
    (ip) =>
      new Promise<void>((resolve, reject) => {
        const socket = connect({ host: ip, port, timeout: timeoutMs });
        sockets.push(socket);
        socket.once("connect", () => {
          connected.add(ip);
          resolve();
        });
        socket.on("error", reject);
        socket.once("timeout", () => reject(new Error("too slow")));
      }),
  );
  await Promise.any(attempts).catch(() => {});
  await new Promise((resolve) => setImmediate(resolve));
  for (const socket of sockets) socket.destroy();
  return ips.find((ip) => connected.has(ip));
}
