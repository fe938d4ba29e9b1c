import type { SimulateOptions } from "../../config/simulate-options.ts";
import { usageError } from "../../core/errors.ts";
import { plural } from "../../core/format.ts";
import { parseCanary } from "../../simulator/pools/canary.ts";
import type { Pool } from "../../simulator/pools/pool.ts";
import { parseTiers } from "../../simulator/pools/tiers.ts";
import { parseRouter } from "../../simulator/routers/index.ts";

/**
 * The replicas that the options keep apart from the others; null where all are alike.
 *
 * @param haveLengths whether the requests have a length
 * @throws usage error where the options contradict each other
 */
export function poolOf(options: SimulateOptions, haveLengths: boolean): Pool | null {
  const { canary, canaryService, tiers, replicas, router } = options;
  if (canaryService !== undefined && canary === undefined)
    throw usageError(
      "--canary-service would do nothing: no replica is a canary",
      "add --canary such as share=0.05, or leave it out",
    );
  if (canary !== undefined && tiers !== undefined)
    throw usageError("--canary and --tiers both say which requests the first replicas get", "leave one out");
  const flag = canary === undefined ? "--tiers" : "--canary";
  const spec = canary ?? tiers;
  if (spec === undefined) return null;
  const pool = canary === undefined ? parseTiers(spec) : parseCanary(spec);
  if (parseRouter(router).start === null)
    throw usageError(
      `${flag} keeps replicas apart, and with --router ${router} all of them serve one queue`,
      "use another --router, or leave it out",
    );
  if (pool.replicas >= replicas)
    throw usageError(
      `${flag} ${spec} leaves none of ${plural(replicas, "replica")} for the other requests`,
      "lower it, or raise --replicas",
    );
  if (tiers !== undefined && !haveLengths)
    throw usageError(
      "--tiers sorts requests by their length, and these have none",
      "add --lengths, or name a scenario with lengths",
    );
  return pool;
}
