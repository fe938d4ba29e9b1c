import type { RunOptionsInput } from "../../config/run-options.ts";
import type { SweepOptions } from "../../config/sweep-options.ts";
import { usageError } from "../../core/errors.ts";
import type { Host } from "../../core/host.ts";
import type { Point } from "../../sweep/axes.ts";
import { SetupByApi } from "./setup-by-api.ts";
import { SetupByHook } from "./setup-by-hook.ts";

/** Sets up the server for one point of a sweep after another. */
export interface ServerSetup {
  /**
   * Before the run of a point; what is set up so already is left alone.
   *
   * @param point a value of every axis, of those with one value too
   * @param options of `plimsoll run` at this point
   * @returns the options that are left for `run`
   * @throws usage error (2) where the server cannot be set up so, target error (4) where it did not take it
   */
  setUp(point: Point, options: RunOptionsInput): Promise<RunOptionsInput>;
  /** Puts back what was there before the sweep, where that is known. @throws target error */
  restore(): Promise<void>;
}

/** Each run starts the embedded server with the options of its point. */
const EMBEDDED: ServerSetup = { setUp: async (_, options) => options, restore: async () => {} };

/**
 * Chooses who sets up the server: nobody for the embedded one; for one that was there before the user's command, or its
 * own API.
 *
 * @param hookLog file for what the user's command writes
 */
export function serverSetup(
  options: Pick<SweepOptions, "url" | "hook" | "apiKeyEnv">,
  hookLog: string,
  host: Host,
): ServerSetup {
  const { url, hook } = options;
  if (url !== undefined)
    return hook === undefined ? new SetupByApi(options, host) : new SetupByHook(hook, hookLog, host);
  if (hook === undefined) return EMBEDDED;
  throw usageError(
    "--hook would do nothing with the embedded server, which is started anew for each point",
    "name your server with --url, or leave out --hook",
  );
}
