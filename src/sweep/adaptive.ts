import { budgetOf } from "./adaptive/budget.ts";
import { configurationsOf } from "./adaptive/configurations.ts";
import { contestOf } from "./adaptive/contest.ts";
import { knowledgeOf } from "./adaptive/evidence.ts";
import { nextRun, type Run } from "./adaptive/next-run.ts";
import { whyAll, whyStopped } from "./adaptive/reason.ts";
import type { Strategy } from "./strategy.ts";

/**
 * Searches for the best point in a quarter of the grid's time. One rule decides what to measure: whatever is likeliest
 * to be better than the leader by more than the tolerance, or the leader itself where less is known of it (Kalyanakrishnan
 * et al. 2012, "PAC subset selection in stochastic multi-armed bandits", LUCB). What was not measured yet is taken to
 * be as good as it can be, so each configuration is looked at once, then its load is bracketed and bisected for as long
 * as that may matter, then repeats are spent where intervals overlap.
 *
 * It assumes: the loads that keep the objectives are the lowest ones; a higher load scores about as high or
 * higher, and k times the load at most k times as high.
 */
export const adaptive: Strategy = (plan, measured) => {
  const configurations = configurationsOf(plan);
  const knowledge = knowledgeOf(plan, measured);
  const budget = budgetOf(plan, configurations.length, measured);
  const measure = ({ point, durationMs }: Run) =>
    ({ kind: "measure", next: { point, take: knowledge.of(point).takes, durationMs } }) as const;

  if (budget.mostMs >= budget.gridMs) {
    const points = configurations.flatMap((one) => one.points);
    const unseen = points.find((point) => knowledge.of(point).takes === 0);
    if (unseen !== undefined) return measure({ point: unseen, durationMs: plan.durationMs });
    return { kind: "stop", reason: whyAll(plan, measured, budget) };
  }

  const contest = contestOf(plan, configurations, knowledge);
  const run = nextRun(plan, contest, knowledge, budget);
  if (run !== undefined) return measure(run);
  return { kind: "stop", reason: whyStopped(plan, measured, configurations, budget, contest) };
};
