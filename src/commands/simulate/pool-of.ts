import type { SimulateOptions } from "../../config/simulate-options.ts";
import { usageError } from "../../core/errors.ts";
import { plural } from "../../core/format.ts";
import { parseCanary } from "../../simulator/pools/canary.ts";
import { parseMachinePool } from "../../simulator/pools/machine-pool.ts";
import type { Pool } from "../../simulator/pools/pool.ts";
import { parseTiers } from "../../simulator/pools/tiers.ts";
import { parseRouter } from "../../simulator/routers/index.ts";

/**
 * The replicas that the options make differ from the others; none where all are alike.
 *
 * @param haveLengths whether the requests have a length
 * @throws usage error where the options contradict each other
 */
export function poolsOf(options: SimulateOptions, haveLengths: boolean): readonly Pool[] {
  const { canary, canaryService, tiers, pool, replicas, router } = options;
  if (canaryService !== undefined && canary === undefined)
    throw usageError(
      "--canary-service would do nothing: no replica is a canary",
      "add --canary such as share=0.05, or leave it out",
    );
  const asked = Object.entries({
    canary,
    tiers,
    pool: pool.length === 0 ? undefined : pool.join(" --pool "),
  });
  const given = asked.filter(([, spec]) => spec !== undefined);
  const [first, second] = given;
  if (second !== undefined)
    throw usageError(
      `--${first?.[0]} and --${second[0]} both say which requests the first replicas get`,
      "leave one out",
    );
  if (first === undefined) return [];
  const [name, spec] = first;
  const pools =
    canary !== undefined
      ? [parseCanary(canary)]
      : tiers !== undefined
        ? [parseTiers(tiers)]
        : pool.map((one) => parseMachinePool(one).pool);
  if (parseRouter(router).start === null)
    throw usageError(
      `--${name} keeps replicas apart, and with --router ${router} all of them serve one queue`,
      "use another --router, or leave it out",
    );
  if (pools.reduce((sum, one) => sum + one.replicas, 0) >= replicas)
    throw usageError(
      `--${name} ${spec} leaves none of ${plural(replicas, "replica")} for the other requests`,
      "lower it, or raise --replicas",
    );
  const sortsByLength = tiers !== undefined || pool.some((one) => parseMachinePool(one).lengths !== null);
  if (sortsByLength && !haveLengths)
    throw usageError(
      `--${name} sorts requests by their length, and these have none`,
      "add --lengths, or name a scenario with lengths",
    );
  return pools;
}
