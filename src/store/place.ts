import { resolve } from "node:path";
import type { Host } from "../core/host.ts";

/** The place for the results of a run or of a series. */
export interface Place {
  readonly path: string;
  /** The path was not given by the user: where it is taken, a number is put behind it. */
  readonly madeUp: boolean;
}

/**
 * The place that the user gave, or a new one in `reports/`.
 *
 * @param name ends the name of a new folder, after the time
 */
export function placeFor(
  given: string | undefined,
  name: string,
  { cwd, wallClockMs }: Pick<Host, "cwd" | "wallClockMs">,
): Place {
  if (given !== undefined) return { path: resolve(cwd, given), madeUp: false };
  const stamp = new Date(wallClockMs()).toISOString().slice(0, 19).replaceAll(":", "-");
  return { path: resolve(cwd, `reports/${stamp}-${name}`), madeUp: true };
}
