import { readdirSync, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import type { Clock } from "../../core/clock.ts";

/** The properties of a machine that the checks read: of this one, or recorded from another one. */
export interface Machine {
  readonly platform: string;
  readonly nodeVersion: string;
  /** The number of CPUs that this process may run on. */
  readonly cores: number;
  /** The memory that this process can still get, bytes; limits of a container count. */
  readonly availableBytes: number;
  readonly clock: Clock;
  /** Reads a file of the kernel as text; null when it cannot be read. */
  read(path: string): string | null;
  /** Lists the names in a folder of the kernel; empty when it cannot be read. */
  list(path: string): readonly string[];
}

/** The machine on which this process runs. */
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

/**
 * Runs `look`, or returns `absent`. Which files exist depends on kernel, container and rights, so failure is
 * expected.
 */
function orElse<T>(absent: T, look: () => T): T {
  try {
    return look();
  } catch {
    return absent;
  }
}
