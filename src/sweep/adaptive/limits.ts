import type { Wish } from "../../result/goal.ts";
import type { SweepPlan } from "../strategy.ts";
import { marginBelief, scoreBelief } from "./belief.ts";
import type { Belief } from "./chance.ts";
import type { Configuration } from "./configurations.ts";
import type { Evidence, Knowledge } from "./evidence.ts";

/**
 * Limits of what a change of load does within a configuration, as exponents: k times the load makes a score at most
 * k^rise times as high, and at most k^fall times as low.
 */
export interface LoadLimits {
  readonly rise: number;
  readonly fall: number;
  /** Exponent by which a higher load brings a figure that an objective limits nearer to the good side. */
  readonly relief: number;
}

/** Exponent of a loss of one tenth with each doubling: with too much to do, many a server gets that much slower. */
export const LIKELY = -Math.log2(0.9);
/** Exponent of a loss of three tenths with each doubling: more is rare where a server goes on answering. */
export const RARE = -Math.log2(0.7);

/** Number of standard deviations above which a change counts as seen, and not as chance. */
const BEYOND_CHANCE = 2;

/**
 * The limits that go with everything measured: what one configuration was seen to do, every other may do too.
 *
 * @param granted exponent by which more load makes a score worse (latency: better) at most, until more than that is seen
 */
export function limitsOf(
  { goal }: SweepPlan,
  configurations: readonly Configuration[],
  knowledge: Knowledge,
  granted: number,
): LoadLimits {
  let { rise, fall, relief } = usual(goal.wish, granted);
  for (const configuration of configurations) {
    for (const { lower, upper, by } of pairsOf(configuration, knowledge)) {
      const [low, high] = [scoreBelief(lower, knowledge), scoreBelief(upper, knowledge)];
      rise = Math.max(rise, seenRise(low, high, by));
      fall = Math.max(fall, seenRise(high, low, by));
      relief = Math.max(relief, seenRelief(lower, upper, by, knowledge));
    }
  }
  return { rise, fall, relief };
}

function usual(wish: Wish, granted: number): LoadLimits {
  // A queue multiplies latency by anything: a slow answer under one load says nothing of the loads below.
  return wish === "latency"
    ? { rise: granted, fall: Number.POSITIVE_INFINITY, relief: 0 }
    : { rise: 1, fall: granted, relief: 0 };
}

interface Pair {
  readonly lower: Evidence;
  readonly upper: Evidence;
  /** Logarithm of the ratio of their loads. */
  readonly by: number;
}

function pairsOf({ points, loads }: Configuration, knowledge: Knowledge): Pair[] {
  const known = points.flatMap((point, index) => {
    const evidence = knowledge.of(point);
    return evidence.takes === 0 ? [] : [{ evidence, load: loads[index] ?? 1 }];
  });
  return known.flatMap((lower, index) =>
    known.slice(index + 1).map((upper) => ({
      lower: lower.evidence,
      upper: upper.evidence,
      by: Math.log(upper.load / lower.load),
    })),
  );
}

/** Exponent by which the second is above the first, as far as chance does not explain it. */
function seenRise(first: Belief | null, second: Belief | null, by: number): number {
  if (first === null || second === null) return 0;
  const change = second.mean - first.mean;
  const isChance = change <= BEYOND_CHANCE * Math.hypot(first.deviation, second.deviation);
  return isChance || !Number.isFinite(change) ? 0 : change / by;
}

/** Exponent of the relief that a higher load was seen to bring; without bounds where no figure says how much it was. */
function seenRelief(lower: Evidence, upper: Evidence, by: number, knowledge: Knowledge): number {
  const [low, high] = [marginBelief(lower, knowledge), marginBelief(upper, knowledge)];
  if (low !== null && high !== null) return seenRise(low, high, by);
  const isJudged = lower.feasibility?.judged === true && upper.feasibility?.judged === true;
  const isKept = isJudged && !lower.feasibility.holds && upper.feasibility.holds;
  return isKept ? Number.POSITIVE_INFINITY : 0;
}
