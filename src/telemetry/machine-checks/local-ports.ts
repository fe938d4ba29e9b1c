import { type MachineCheck, ok, unknown } from "./machine-check.ts";

/**
 * Free ports that are enough, as a multiple of the need: closed connections hold their port in TIME-WAIT for a
 * minute.
 */
const COMFORTABLE = 4;

/** The meaning of each value of `tcp_tw_reuse` (kernel, ip-sysctl). */
const REUSE = ["not reused", "reused", "reused on loopback"];

export const localPorts: MachineCheck = {
  id: "ports",
  title: "local ports",
  meaning:
    "Every connection to one server address takes a local port, and holds it for a minute after it closed.",
  look(machine, { maxInFlight }) {
    const range = parsePortRange(machine.read("/proc/sys/net/ipv4/ip_local_port_range") ?? "");
    const sockets = parseSockstat(machine.read("/proc/net/sockstat") ?? "");
    if (range === null || sockets === null)
      return unknown("this system does not show its port range and sockets");
    const sockets6 = parseSockstat(machine.read("/proc/net/sockstat6") ?? "");
    // Sockets to other servers may share a port with these, so at least this many ports are free.
    const free = Math.max(0, range.count - sockets.inUse - (sockets6?.inUse ?? 0) - sockets.timeWait);
    const reuse = REUSE[Number(machine.read("/proc/sys/net/ipv4/tcp_tw_reuse"))] ?? "reuse unknown";
    const observed = `${free} of ${range.count} free, ${sockets.timeWait} in TIME-WAIT (${reuse})`;
    if (free >= COMFORTABLE * maxInFlight) return ok(observed);
    const cure =
      'widen it: sysctl -w net.ipv4.ip_local_port_range="1024 65535"; wait a minute after other tests';
    return { observed, status: free >= maxInFlight ? "warn" : "bad", cure };
  },
};

/** Parses `/proc/sys/net/ipv4/ip_local_port_range`: the lowest and the highest port, both usable. */
export function parsePortRange(text: string): { count: number } | null {
  const match = /^(\d+)\s+(\d+)\s*$/.exec(text);
  if (match === null) return null;
  return { count: Number(match[2]) - Number(match[1]) + 1 };
}

/**
 * Parses the TCP line of `/proc/net/sockstat`. The file for IPv6 lacks TIME-WAIT: that for IPv4 counts it for both.
 */
export function parseSockstat(text: string): { inUse: number; timeWait: number } | null {
  const line = /^TCP6?: (.*)$/m.exec(text)?.[1];
  if (line === undefined) return null;
  const value = (name: string) => Number(new RegExp(`\\b${name} (\\d+)`).exec(line)?.[1] ?? 0);
  return { inUse: value("inuse"), timeWait: value("tw") };
}
