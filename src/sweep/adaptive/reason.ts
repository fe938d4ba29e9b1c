import type { Measure } from "../../result/measure.ts";
import { keyOf } from "../axes.ts";
import type { SweepPlan } from "../strategy.ts";
import { bestOf } from "./best.ts";
import { type Budget, costMs } from "./budget.ts";
import type { Configuration } from "./configurations.ts";
import { type Contest, isKnown, RISK } from "./contest.ts";

/** The reason why the search ends, in a sentence. */
export function whyStopped(
  plan: SweepPlan,
  measured: readonly Measure[],
  configurations: readonly Configuration[],
  budget: Budget,
  contest: Contest,
): string {
  return `${whatIsKnown(plan, measured, budget, contest)}; ${ruledOut(configurations, contest)}; ${effort(plan, measured, budget)}`;
}

/** The reason why a search ends that measured its whole grid, in a sentence. */
export function whyAll(plan: SweepPlan, measured: readonly Measure[], budget: Budget): string {
  return `the grid is too small for a search to pay, so every point that may be the best was measured once; ${effort(plan, measured, budget)}`;
}

function whatIsKnown(
  plan: SweepPlan,
  measured: readonly Measure[],
  { leftMs }: Budget,
  contest: Contest,
): string {
  const best = bestOf(plan, measured);
  const timeIsUsed = leftMs < costMs(plan, plan.durationMs);
  const end = timeIsUsed ? "the time for a search is used" : "nothing more can be asked";
  if (best === null) return `${end}, and no point was seen to keep the objectives`;
  const within = `by more than ${percent(plan.tolerance)} %`;
  const leader = contest.leader?.configuration.points[contest.leader.load];
  if (isKnown(contest) && leader !== undefined && keyOf(leader) === keyOf(best))
    return `the answer is known: with ${percent(1 - RISK)} % confidence, objectives judged as measured, no point is better than ${keyOf(best)} ${within}`;
  // The risk is a sum over points: above 1 it says nothing.
  const chance =
    contest.risk < 1 ? `the chance is at most ${percent(contest.risk)} % that` : "it is open whether";
  return `${end}: ${keyOf(best)} is the best so far, and ${chance} some point is better ${within}`;
}

/**
 * The number of configurations that are ruled out, in words. One is when what is left of its chance is below the risk
 * that is taken anyway.
 */
function ruledOut(configurations: readonly Configuration[], { leader, challengers }: Contest): string {
  const out = configurations.filter((configuration) => {
    const chance = challengers.reduce(
      (sum, one) => sum + (one.configuration === configuration ? one.chance : 0),
      0,
    );
    return configuration !== leader?.configuration && chance <= RISK;
  });
  return `${out.length} of ${configurations.length} configurations ruled out`;
}

function effort(plan: SweepPlan, measured: readonly Measure[], { gridMs, spentMs }: Budget): string {
  const points = new Set(measured.map(({ point }) => keyOf(point))).size;
  const gridPoints = Math.round(gridMs / costMs(plan, plan.durationMs));
  return `${points} of ${gridPoints} points measured, ${Math.round(spentMs / 1000)} s of the grid's ${Math.round(gridMs / 1000)} s`;
}

function percent(share: number): string {
  return String(Number((100 * share).toPrecision(2)));
}
