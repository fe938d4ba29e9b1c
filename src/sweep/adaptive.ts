import { budgetOf, costMs } from "./adaptive/budget.ts";
import { configurationsOf } from "./adaptive/configurations.ts";
import { contestOf, isKnown } from "./adaptive/contest.ts";
import { knowledgeOf } from "./adaptive/evidence.ts";
import { RARE } from "./adaptive/limits.ts";
import { earlyLook, lookBeforeKnown } from "./adaptive/looks.ts";
import { nextRun, type Run } from "./adaptive/next-run.ts";
import { whyAll, whyStopped } from "./adaptive/reason.ts";
import type { Point } from "./axes.ts";
import type { Strategy } from "./strategy.ts";

/**
 * Searches for the best point in a quarter of the grid's time. One rule decides what to measure: whatever is likeliest
 * to be better than the leader by more than the tolerance, or the leader itself where less is known of it (Kalyanakrishnan
 * et al. 2012, "PAC subset selection in stochastic multi-armed bandits", LUCB). What was not measured yet is taken to
 * be as good as it can be, so each configuration is looked at once, then its load is bracketed and bisected for as long
 * as that may matter, then repeats are spent where intervals overlap.
 *
 * How good an unmeasured load can be follows from those that were measured and from limits of what a change of load does
 * (Shubert 1972, "A sequential method seeking the global maximum of a function"). More than the usual limits is
 * believed of every configuration once it was seen of one, and the search looks for it before it says that the answer is known.
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
  const look = (point: Point | undefined): Run | undefined =>
    point === undefined || costMs(plan, budget.probeMs) > budget.leftMs
      ? undefined
      : { point, durationMs: budget.probeMs };
  const run = look(earlyLook(plan, configurations, knowledge)) ?? nextRun(plan, contest, knowledge, budget);
  if (run !== undefined) return measure(run);
  const unlooked = isKnown(contest) ? lookBeforeKnown(plan, configurations, knowledge) : undefined;
  const last = look(unlooked);
  if (last !== undefined) return measure(last);
  const shown = unlooked === undefined ? contest : contestOf(plan, configurations, knowledge, RARE);
  return { kind: "stop", reason: whyStopped(plan, measured, configurations, budget, shown) };
};
