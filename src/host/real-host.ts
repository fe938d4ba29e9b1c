import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Host } from "../core/host.ts";
import { monotonicClock } from "./monotonic-clock.ts";

/** The host of this process. `interrupted` is the caller's: a library must not take over its program's signals. */
export function createHost(interrupted: AbortSignal = new AbortController().signal): Host {
  const packageRoot = fileURLToPath(new URL("../..", import.meta.url));
  const { version } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as {
    version: string;
  };
  return {
    clock: monotonicClock,
    wallClockMs: () => Date.now(),
    cwd: process.cwd(),
    env: process.env,
    packageRoot,
    version,
    interrupted,
  };
}

/** Difference of the wall clock and the monotonic one, ms: it moves only when somebody sets the wall clock. */
export function wallAgainstMonotonicMs(): number {
  return Date.now() - performance.now();
}
