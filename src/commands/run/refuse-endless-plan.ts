import { usageError } from "../../core/errors.ts";
import { formatCount } from "../../core/format.ts";
import { formatDurationMs } from "../../core/units.ts";
import { expectedRequests } from "../../scenario/planned-load.ts";
import type { Scenario } from "../../scenario/scenario.ts";

/**
 * The most requests of a plan. Its canonical form numbers them in 32 bits; to walk through so many
 * takes minutes, and each worker does it before it can send the last.
 */
const MOST_REQUESTS = 2_000_000_000;

/** Refuses a scenario with more requests than a schedule can hold. @throws usage error */
export function refuseEndlessPlan(scenario: Scenario): void {
  const requests = expectedRequests(scenario);
  if (requests === null || requests <= MOST_REQUESTS) return;
  const { warmupMs, measureMs } = scenario.phases;
  throw usageError(
    `the plan has about ${formatCount(requests)} requests in ${formatDurationMs(warmupMs + measureMs)}, and a schedule holds at most ${formatCount(MOST_REQUESTS)}`,
    "shorten --duration or --warmup, or lower --rate or the rates of the arrival process",
  );
}
