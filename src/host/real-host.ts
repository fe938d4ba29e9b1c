import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Host } from "../core/host.ts";
import { monotonicClock } from "./monotonic-clock.ts";

/**
 * The host of this process.
 *
 * @param interrupted the caller's signal to stop: a library must not handle the signals of its program
 */
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

/** The wall clock minus the monotonic clock, ms. It changes only when the wall clock is set or adjusted. */
export function wallAgainstMonotonicMs(): number {
  return Date.now() - performance.now();
}
