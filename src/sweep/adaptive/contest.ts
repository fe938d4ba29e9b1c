import type { SweepPlan } from "../strategy.ts";
import { bracketOf, firstLoad } from "./bracket.ts";
import { chanceAbove, LIMITLESS } from "./chance.ts";
import type { Configuration } from "./configurations.ts";
import { type Contender, measuredContenders, unseenContenders } from "./contenders.ts";
import type { Knowledge } from "./evidence.ts";
import { LIKELY, type LoadLimits, limitsOf } from "./limits.ts";

/** Largest chance of being wrong with which the answer counts as known. */
export const RISK = 0.05;

export interface Challenger extends Contender {
  /** Chance that it keeps the objectives and is better than the leader by more than the tolerance. */
  readonly chance: number;
}

export interface Contest {
  /** Limits of what a change of load does, as far as was seen. */
  readonly limits: LoadLimits;
  /** Whether a load was measured that misses the objectives, so that higher ones are left out. */
  readonly someMissed: boolean;
  readonly contenders: readonly Contender[];
  /** The best contender of those that keep the objectives, as far as is known. */
  readonly leader: Contender | undefined;
  /** The other contenders, the likeliest to be better first. */
  readonly challengers: readonly Challenger[];
  /** Upper bound of the chance that the leader is not the answer: it misses the objectives, or another is better. */
  readonly risk: number;
}

/** @param granted as for the limits of what a change of load does */
export function contestOf(
  plan: SweepPlan,
  configurations: readonly Configuration[],
  knowledge: Knowledge,
  granted: number = LIKELY,
): Contest {
  const limits = limitsOf(plan, configurations, knowledge, granted);
  const seen = configurations.filter(({ points }) => points.some((point) => knowledge.of(point).takes > 0));
  const contenders = configurations.flatMap((one): Contender[] => {
    if (seen.includes(one))
      return [...measuredContenders(one, knowledge), ...unseenContenders(one, limits, knowledge)];
    const load = firstLoad(plan, one, seen, knowledge);
    return [{ configuration: one, load, kind: "unseen", score: LIMITLESS, chanceHolds: 1 }];
  });
  let leader: Contender | undefined;
  for (const one of contenders)
    if (one.kind === "rival" && one.score.mean > (leader?.score.mean ?? Number.NEGATIVE_INFINITY))
      leader = one;
  const challengers = challengersOf(contenders, leader, plan.tolerance);
  const someMissed = seen.some((one) => bracketOf(one, knowledge).misses < one.points.length);
  return { limits, someMissed, contenders, leader, challengers, risk: missRisk(leader) + sumOf(challengers) };
}

/**
 * The others, with their chances to be better than a contender by more than a share, the likeliest first. Of the loads of
 * a configuration that were not measured, the likeliest stands for all.
 */
export function challengersOf(
  contenders: readonly Contender[],
  leader: Contender | undefined,
  share: number,
): Challenger[] {
  const bar = {
    mean: leader === undefined ? Number.NEGATIVE_INFINITY : leader.score.mean + Math.log1p(share),
    deviation: leader?.score.deviation ?? 0,
  };
  const unseen = new Set<Configuration>();
  return contenders
    .filter((one) => one !== leader)
    .map((one) => ({ ...one, chance: one.chanceHolds * chanceAbove(one.score, bar) }))
    .sort((one, other) => other.chance - one.chance || byMean(one, other))
    .filter(({ kind, configuration }) => {
      if (kind !== "unseen") return true;
      const isFirst = !unseen.has(configuration);
      unseen.add(configuration);
      return isFirst;
    });
}

/** Upper bound of the chance that one of them is better: the sum of their chances. */
export function sumOf(challengers: readonly Challenger[]): number {
  return challengers.reduce((sum, { chance }) => sum + chance, 0);
}

/** Chance that a contender misses the objectives, though it was seen to keep them. */
export function missRisk(contender: Contender | undefined): number {
  return contender === undefined ? 1 : 1 - contender.chanceHolds;
}

/** Orders contenders by falling mean. Means may both be infinite; their difference is then not a number. */
function byMean({ score: one }: Contender, { score: other }: Contender): number {
  return one.mean === other.mean ? 0 : other.mean - one.mean;
}

export function isKnown({ leader, risk }: Contest): boolean {
  return leader !== undefined && risk <= RISK;
}
