import { type Belief, chanceAbove } from "./chance.ts";
import type { Evidence, Knowledge } from "./evidence.ts";

/** The belief about the logarithm of a score; null where no run has one. */
export function scoreBelief({ logScore, weight }: Evidence, { spread }: Knowledge): Belief | null {
  return logScore === null ? null : { mean: logScore, deviation: spread / Math.sqrt(weight) };
}

/**
 * The belief about the margin to the objectives: above 0 they are kept. Null where no figure tells how near they are.
 */
export function marginBelief({ feasibility, weight }: Evidence, { marginSpread }: Knowledge): Belief | null {
  if (feasibility === null || feasibility.margin === null || weight === 0) return null;
  const { holds, margin } = feasibility;
  // Failed requests, which have no latency, may break an objective that the figure of the others would keep.
  const mean = holds ? Math.abs(margin) : -Math.abs(margin);
  return { mean, deviation: marginSpread / Math.sqrt(weight) };
}

const LIMIT: Belief = { mean: 0, deviation: 0 };

/** Chance that a point keeps its objectives; 1 where no run says anything of it. */
export function chanceToHold(evidence: Evidence, knowledge: Knowledge): number {
  const { feasibility, surplus } = evidence;
  if (feasibility === null) return 1;
  const belief = marginBelief(evidence, knowledge);
  if (belief !== null) return chanceAbove(belief, LIMIT);
  // A run that is too short to judge a percentile, such as a probe, may have missed by chance.
  if (!feasibility.judged && surplus !== null) return chanceAbove({ mean: surplus, deviation: 1 }, LIMIT);
  return feasibility.holds ? 1 : 0;
}
