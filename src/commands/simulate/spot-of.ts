import type { SimulateOptions } from "../../config/simulate-options.ts";
import { usageError } from "../../core/errors.ts";
import { plural } from "../../core/format.ts";
import { parseSpot, type SpotPlan } from "../../simulator/spot/spot-plan.ts";

/** The spot machines that the options ask for; null for none. @throws usage error, also where no replica would be one */
export function spotOf({ spot, replicas, autoscaler }: SimulateOptions): SpotPlan | null {
  if (spot === undefined) return null;
  const plan = parseSpot(spot);
  if (plan.base < replicas || autoscaler !== undefined) return plan;
  throw usageError(
    `--spot would do nothing: base=${plan.base} makes each of ${plural(replicas, "replica")} on-demand`,
    "lower base, or raise --replicas",
  );
}
