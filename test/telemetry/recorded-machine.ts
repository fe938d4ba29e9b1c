import { VirtualClock } from "../../src/core/clock.ts";
import type { Machine } from "../../src/telemetry/machine-checks/machine.ts";

/** A machine from recorded texts: what it does not hold, its kernel does not show. */
export function recordedMachine(
  files: Readonly<Record<string, string>>,
  facts: Partial<Machine> = {},
): Machine {
  return {
    platform: "linux",
    nodeVersion: "20.20.2",
    cores: 8,
    availableBytes: 8 * 2 ** 30,
    clock: new VirtualClock(),
    read: (path) => files[path] ?? null,
    list: (folder) => {
      const inside = Object.keys(files).filter((path) => path.startsWith(`${folder}/`));
      return [...new Set(inside.map((path) => path.slice(folder.length + 1).split("/")[0] ?? ""))];
    },
    ...facts,
  };
}
