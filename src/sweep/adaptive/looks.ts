import type { Point } from "../axes.ts";
import type { SweepPlan } from "../strategy.ts";
import type { Configuration } from "./configurations.ts";
import { type Contest, contestOf, RISK } from "./contest.ts";
import type { Evidence, Knowledge } from "./evidence.ts";
import { RARE } from "./limits.ts";

/** Number of configurations that are looked at under two loads before the others are judged by what these show. */
const EARLY_LOOKS = 3;

/**
 * The point that shows, early in a search, whether a lower load is better than a higher one, for the lowest latency a higher one;
 * undefined where enough was seen.
 */
export function earlyLook(
  plan: SweepPlan,
  configurations: readonly Configuration[],
  knowledge: Knowledge,
): Point | undefined {
  const looked = configurations.filter((one) => seenLoads(one, knowledge).length > 1);
  if (looked.length >= EARLY_LOOKS) return undefined;
  return firstOf(configurations, (one) => lookAt(plan, one, knowledge));
}

/**
 * The point to look at before an answer counts as known: that of the likeliest configuration which was measured under one load alone
 * and would be better, did its score change with the load as much as it rarely does; undefined where there is none.
 */
export function lookBeforeKnown(
  plan: SweepPlan,
  configurations: readonly Configuration[],
  knowledge: Knowledge,
): Point | undefined {
  const { challengers }: Contest = contestOf(plan, configurations, knowledge, RARE);
  const likely = challengers.filter(({ kind, chance }) => kind === "unseen" && chance > RISK / 10);
  return firstOf(likely, ({ configuration }) => lookAt(plan, configuration, knowledge));
}

/**
 * The load halfway between the only one that was measured and the end of the axis where a better one would be least
 * expected: the lowest, for latency the highest.
 */
function lookAt({ goal }: SweepPlan, one: Configuration, knowledge: Knowledge): Point | undefined {
  const [seen, ...others] = seenLoads(one, knowledge);
  if (seen === undefined || others.length > 0) return undefined;
  const end = goal.wish === "latency" ? one.points.length - 1 : 0;
  const load = end < seen ? Math.floor((seen + end) / 2) : Math.ceil((seen + end) / 2);
  const point = one.points[load];
  return load === seen || point === undefined || knowledge.of(point).spoiled ? undefined : point;
}

function seenLoads({ points }: Configuration, knowledge: Knowledge): number[] {
  const isSeen = ({ feasibility }: Evidence) => feasibility !== null;
  return points.flatMap((point, load) => (isSeen(knowledge.of(point)) ? [load] : []));
}

function firstOf<T>(values: readonly T[], pointOf: (value: T) => Point | undefined): Point | undefined {
  for (const value of values) {
    const point = pointOf(value);
    if (point !== undefined) return point;
  }
  return undefined;
}
