import type { RunOptions } from "../../config/run-options.ts";
import type { Host } from "../../core/host.ts";
import { discover } from "../../targets/discover.ts";
import type { TargetKind } from "../../targets/index.ts";
import { isGrpc, refuseUnlike } from "./endpoints.ts";
import { refuseIdleOptions } from "./refuse-idle-options.ts";
import { serverContext } from "./server-context.ts";
import { untilInterrupted } from "./until-interrupted.ts";

/** The options of a run whose protocol is settled. */
export interface SettledOptions extends RunOptions {
  readonly target: TargetKind;
}

/**
 * Settles the protocol: finds out what the server speaks, where the user did not say so. Options that could do
 * nothing with any protocol are refused first.
 *
 * @returns `found`, the sign by which the protocol was recognised; null when it was given, and for the embedded
 *   server
 * @throws usage error (2) for options that cannot be used, target error (4) where the server speaks no known protocol
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
  const [first = ""] = url;
  // Nothing of what the run will send is needed to ask.
  const context = await serverContext(new URL(first), options, [], host);
  const { kind, found } = await untilInterrupted(
    discover(context, isGrpc(first)),
    host.interrupted,
    "the server was asked what it speaks",
  );
  return { options: { ...options, target: kind }, found };
}
