import { type MachineCheck, ok, unknown } from "./machine-check.ts";

/** Descriptors for everything but sockets: files of the result, pipes, and the wake-up handles of every thread. */
const RESERVE = 256;

export const descriptors: MachineCheck = {
  id: "descriptors",
  title: "open files",
  meaning:
    "Every request in flight needs a descriptor; without one it fails here, and looks like the server's fault.",
  look(machine, { maxInFlight }) {
    const limits = parseDescriptorLimits(machine.read("/proc/self/limits") ?? "");
    if (limits === null) return unknown("this system has no /proc/self/limits");
    const { soft, hard } = limits;
    const needed = maxInFlight + RESERVE;
    const observed = `${spell(soft)} allowed (hard limit ${spell(hard)}), ${needed} needed for --max-in-flight ${maxInFlight}`;
    return soft >= needed
      ? ok(observed)
      : {
          observed,
          status: "bad",
          cure: `raise the hard limit to ${needed} (ulimit -Hn, LimitNOFILE=), or give a --max-in-flight that leaves ${RESERVE}`,
        };
  },
};

function spell(limit: number): string {
  return limit === Number.POSITIVE_INFINITY ? "unlimited" : String(limit);
}

/** Parses the line "Max open files" of `/proc/PID/limits`; "unlimited" becomes infinite. */
export function parseDescriptorLimits(text: string): { soft: number; hard: number } | null {
  const match = /^Max open files +(\d+|unlimited) +(\d+|unlimited)/m.exec(text);
  if (match === null) return null;
  const read = (limit: string | undefined) =>
    limit === "unlimited" ? Number.POSITIVE_INFINITY : Number(limit);
  return { soft: read(match[1]), hard: read(match[2]) };
}
