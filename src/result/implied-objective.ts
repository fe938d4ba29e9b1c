import type { Objective } from "./objective.ts";
import { objectiveOf } from "./parse-objective.ts";

/** The largest share of failed requests that nobody needs to be told of, 0 to 1. */
export const FAILURES_ALLOWED = 0.01;

/** The objective that is implied where none of the user's limits failures: somebody would want to know of more. */
const IMPLIED = objectiveOf(`errors<=${100 * FAILURES_ALLOWED}%`);

/** The objectives that are implied beside those that were given: one, or none where failures are limited already. */
export function impliedBy(objectives: readonly Objective[]): readonly Objective[] {
  return objectives.some(limitsFailures) ? [] : [IMPLIED];
}

/**
 * Whether an objective limits the share of failed requests: one on failures itself, to whatever share, or one that more failures
 * than are allowed anyhow break too, because a failed request is infinitely slow.
 */
export function limitsFailures(objective: Objective): boolean {
  switch (objective.kind) {
    case "attainment":
      return true;
    case "figure":
      return objective.figure === "errors";
    case "latency":
      return typeof objective.statistic === "string" || objective.statistic >= 100 * (1 - FAILURES_ALLOWED);
  }
}
