import type { SweepOptions } from "../../config/sweep-options.ts";
import { usageError } from "../../core/errors.ts";
import type { Host } from "../../core/host.ts";
import type { ServerSetup } from "./server-setup.ts";
import { SetupByApi } from "./setup-by-api.ts";
import { SetupByHook } from "./setup-by-hook.ts";

/** The setup for the embedded server: each run starts it with the options of its point. */
const EMBEDDED: ServerSetup = { setUp: async (_, options) => options, restore: async () => {} };

/**
 * Chooses how the server is set up for each point: by the start of the embedded one; for a server of the user by the
 * command of `--hook` if given, else by the server's own API.
 *
 * @param hookLog file for what the user's command writes
 */
export function chooseSetup(
  options: Pick<SweepOptions, "url" | "hook" | "apiKeyEnv">,
  hookLog: string,
  host: Host,
): ServerSetup {
  const { url, hook } = options;
  if (url !== undefined)
    return hook === undefined ? new SetupByApi(host) : new SetupByHook(hook, hookLog, host);
  if (hook === undefined) return EMBEDDED;
  throw usageError(
    "--hook would do nothing with the embedded server, which is started anew for each point",
    "name your server with --url, or leave out --hook",
  );
}
