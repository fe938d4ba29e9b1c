import { plural } from "../../core/format.ts";
import type { Measure } from "../../result/measure.ts";
import { axisOf, keyOf } from "../axes.ts";
import type { SweepPlan } from "../strategy.ts";
import { assumptionWords, percent, upToTwoDigits } from "./assumptions.ts";
import { bestOf } from "./best.ts";
import { type Budget, costMs } from "./budget.ts";
import type { Configuration } from "./configurations.ts";
import type { Contender } from "./contenders.ts";
import { type Contest, challengersOf, isKnown, missRisk, RISK, sumOf } from "./contest.ts";
import { knowledgeOf } from "./evidence.ts";

/** The reason why the search ends, in a sentence. */
export function whyStopped(
  plan: SweepPlan,
  measured: readonly Measure[],
  configurations: readonly Configuration[],
  budget: Budget,
  contest: Contest,
): string {
  return `${whatIsKnown(plan, measured, budget, contest, leftOut(plan, measured, configurations))}; ${ruledOut(configurations, contest)}; ${effort(plan, measured, budget)}`;
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
  apart: string,
): string {
  const best = bestOf(plan, measured);
  const timeIsUsed = leftMs < costMs(plan, plan.durationMs);
  const end = timeIsUsed ? "the time for a search is used" : "nothing more can be asked";
  if (best === null) return `${end}, and no point was seen to keep the objectives`;
  const winner = contest.contenders.find(({ configuration, load }) => {
    const point = configuration.points[load];
    return point !== undefined && keyOf(point) === keyOf(best);
  });
  const oneLoad = (axisOf(plan.axes, "load")?.values.length ?? 1) === 1;
  const granted = oneLoad ? "" : assumptionWords(plan.goal.wish, contest.limits, contest.someMissed);
  const confidence = `with ${percent(1 - RISK)} % confidence`;
  if (isKnown(contest) && winner === contest.leader)
    return `the answer is known: ${confidence} no point is better than ${keyOf(best)} by more than ${percent(plan.tolerance)} %${apart}${granted}`;
  const most = mostBetter(contest, winner);
  const bound =
    most === null
      ? "it is open how much better another point may be"
      : `${confidence} no other is ${better(upToTwoDigits(most))}${apart}${granted}`;
  const missing = missRisk(winner);
  const doubt =
    missing > RISK ? `the chance that it misses the objectives is ${percent(missing)} %, and ` : "";
  return `${end} and the answer is not known: ${keyOf(best)} is the best so far; ${doubt}${bound}`;
}

/**
 * The share by which another point may be better than the winner at most, at the risk that is taken; null where nothing
 * limits it.
 */
function mostBetter({ contenders }: Contest, winner: Contender | undefined): number | null {
  const risk = (share: number) => sumOf(challengersOf(contenders, winner, share));
  let [low, high] = [0, 1];
  while (risk(high) > RISK) {
    [low, high] = [high, 4 * high];
    if (high > 1e6) return null;
  }
  while (high - low > 1e-3 * high) {
    const middle = (low + high) / 2;
    if (risk(middle) > RISK) low = middle;
    else high = middle;
  }
  return high;
}

/** The points of which nothing is known because their runs were not valid, in words that follow a bound: it does not hold for them. */
function leftOut(
  plan: SweepPlan,
  measured: readonly Measure[],
  configurations: readonly Configuration[],
): string {
  const knowledge = knowledgeOf(plan, measured);
  const count = configurations
    .flatMap(({ points }) => points.map(knowledge.of))
    .filter(({ spoiled, feasibility }) => spoiled && feasibility === null).length;
  return count === 0 ? "" : `, ${plural(count, "point")} without a valid run left out`;
}

function better(share: number): string {
  return share < 1
    ? `better by more than ${percent(share)} %`
    : `more than ${upToTwoDigits(1 + share)} times as good`;
}

/**
 * The number of configurations that are ruled out, in words. One is when what is left of its chance is below the risk
 * that is taken anyway.
 */
function ruledOut(configurations: readonly Configuration[], { leader, challengers }: Contest): string {
  const out = configurations.filter((configuration) => {
    const own = challengers.filter((one) => one.configuration === configuration);
    return configuration !== leader?.configuration && sumOf(own) <= RISK;
  });
  return `${out.length} of ${configurations.length} configurations ruled out`;
}

function effort(plan: SweepPlan, measured: readonly Measure[], { gridMs, spentMs }: Budget): string {
  const points = new Set(measured.map(({ point }) => keyOf(point))).size;
  const gridPoints = Math.round(gridMs / costMs(plan, plan.durationMs));
  return `${points} of ${gridPoints} points measured, ${Math.round(spentMs / 1000)} s of the grid's ${Math.round(gridMs / 1000)} s`;
}
