import type { RunOptions } from "../../config/run-options.ts";
import type { Host } from "../../core/host.ts";
import { discover } from "../../targets/discover.ts";
import type { TargetKind } from "../../targets/index.ts";
import { isGrpc, refuseUnlike } from "./endpoints.ts";
import { refuseIdleOptions } from "./refuse-idle-options.ts";
import { withoutKey } from "./request-headers.ts";
import { serverContext } from "./server-context.ts";

/** Options that say which protocol is spoken. */
export interface SettledOptions extends RunOptions {
  readonly target: TargetKind;
}

/**
 * Finds out what the server speaks, where the user did not say it; options that could do nothing anywhere come first.
 *
 * @returns what showed it; null when the user said it, and for the embedded server
 * @throws usage error (2) for options that cannot be used, target error (4) where nothing that is known is spoken
 */
export async function settleTarget(
  options: RunOptions,
  host: Host,
): Promise<{ options: SettledOptions; found: string | null }> {
  refuseIdleOptions(options);
  refuseUnlike(options.url);
  const { url, target } = options;
  if (target !== undefined || url === undefined)
    return { options: { ...options, target: target ?? "oip-http" }, found: null };
  try {
    const [first = ""] = url;
    // Nothing of what the run will send is needed to ask.
    const context = serverContext(new URL(first), options, [], host);
    const { kind, found } = await discover(context, isGrpc(first));
    return { options: { ...options, target: kind }, found };
  } catch (error) {
    throw withoutKey(error, options, host);
  }
}
