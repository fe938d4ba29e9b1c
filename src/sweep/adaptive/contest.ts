import type { SweepPlan } from "../strategy.ts";
import { nextLoad } from "./bracket.ts";
import { chanceAbove } from "./chance.ts";
import type { Configuration } from "./configurations.ts";
import { type Contender, contendersOf } from "./contenders.ts";
import type { Knowledge } from "./evidence.ts";

/** Largest chance of being wrong with which the answer counts as known. */
export const RISK = 0.05;

interface Challenger extends Contender {
  /** Chance that it keeps the objectives and is better than the leader by more than the tolerance. */
  readonly chance: number;
}

export interface Contest {
  /** The best contender of those that keep the objectives, as far as is known. */
  readonly leader: Contender | undefined;
  /** All other contenders, the likeliest to be better first. */
  readonly challengers: readonly Challenger[];
  /**
   * Upper bound of the chance that one of them is better than the leader by more than the tolerance: the sum of their
   * chances.
   */
  readonly risk: number;
}

export function contestOf(
  plan: SweepPlan,
  configurations: readonly Configuration[],
  knowledge: Knowledge,
): Contest {
  const seen = configurations.filter(({ points }) => points.some((point) => knowledge.of(point).takes > 0));
  const contenders = configurations.flatMap((one) =>
    contendersOf(one, nextLoad(plan, one, seen, knowledge), knowledge, plan.tolerance),
  );
  let leader: Contender | undefined;
  for (const one of contenders)
    if (one.kind === "rival" && one.score.mean > (leader?.score.mean ?? Number.NEGATIVE_INFINITY))
      leader = one;
  const bar = {
    mean: leader === undefined ? Number.NEGATIVE_INFINITY : leader.score.mean + Math.log1p(plan.tolerance),
    deviation: leader?.score.deviation ?? 0,
  };
  const challengers = contenders
    .filter((one) => one !== leader)
    .map((one) => ({ ...one, chance: one.chanceHolds * chanceAbove(one.score, bar) }))
    .sort((one, other) => other.chance - one.chance || byMean(one, other));
  return { leader, challengers, risk: challengers.reduce((sum, { chance }) => sum + chance, 0) };
}

/** Orders contenders by falling mean. Means may both be infinite; their difference is then not a number. */
function byMean({ score: one }: Contender, { score: other }: Contender): number {
  return one.mean === other.mean ? 0 : other.mean - one.mean;
}

export function isKnown({ leader, risk }: Contest): boolean {
  return leader !== undefined && risk <= RISK;
}
