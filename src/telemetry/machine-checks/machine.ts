import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import type { Clock } from "../../core/clock.ts";

/** What the checks may look at: this machine, or recorded texts of another one. */
export interface Machine {
  readonly platform: string;
  readonly nodeVersion: string;
  /** CPUs that this process may run on. */
  readonly cores: number;
  /** Memory that this process can still get, limits of a container included. */
  readonly availableBytes: number;
  readonly clock: Clock;
  /** Text of a file of the kernel; null where there is none. */
  read(path: string): string | null;
  /** Names in a folder of the kernel; none where there is no such folder. */
  list(path: string): readonly string[];
}

export function thisMachine(clock: Clock): Machine {
  return {
    platform: process.platform,
    nodeVersion: process.versions.node,
    cores: availableParallelism(),
    availableBytes: process.availableMemory(),
    clock,
    read: (path) => orElse(null, () => readFileSync(path, "utf8")),
    list: (path) => orElse([], () => readdirSync(path)),
  };
}

/** Which files there are depends on kernel, container and rights: one that cannot be read is an answer too. */
function orElse<T>(absent: T, look: () => T): T {
  try {
    return look();
  } catch {
    return absent;
  }
}
