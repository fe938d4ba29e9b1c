import { largest } from "../../core/extremes.ts";
import { type Bracket, bracketOf } from "./bracket.ts";
import { type Belief, chanceAbove, LIMITLESS } from "./chance.ts";
import type { Configuration } from "./configurations.ts";
import type { Evidence, Knowledge } from "./evidence.ts";

/** A point that may be the best. */
export interface Contender {
  readonly configuration: Configuration;
  readonly load: number;
  /**
   * Knowledge of the point. `rival`: it keeps the objectives. `doubtful`: a probe says that it misses them, or gave no
   * score. `unseen`: it was not measured.
   */
  readonly kind: "rival" | "doubtful" | "unseen";
  /** Belief about the score; of an unseen point, about the most that it can be. */
  readonly score: Belief;
  readonly chanceHolds: number;
}

/** Factor by which percentiles of latency are taken to differ more than throughput, from one run to the next. */
const LATENCY_SPREAD = 2;

/**
 * The contenders of a configuration. @param next index of the load that would be measured next, to narrow the bracket
 */
export function contendersOf(
  configuration: Configuration,
  next: number | undefined,
  knowledge: Knowledge,
  tolerance: number,
): Contender[] {
  const bracket = bracketOf(configuration, knowledge);
  const known = configuration.points.map((point) => knowledge.of(point));
  const contenders: Contender[] = [];
  for (const [load, evidence] of known.entries()) {
    const { feasibility, logScore, spoiled, wholes } = evidence;
    if (feasibility === null || load > bracket.misses) continue;
    const score = logScore === null ? LIMITLESS : beliefOf(logScore, evidence, knowledge);
    const chanceHolds = chanceToHold(evidence, knowledge);
    const entry = { configuration, load, score, chanceHolds };
    const mayBeConfirmed = wholes > 0 ? feasibility.judged : !spoiled;
    if (feasibility.holds && logScore !== null && mayBeConfirmed)
      contenders.push({ ...entry, kind: "rival" });
    else if (wholes === 0 && !spoiled && chanceHolds > 0) contenders.push({ ...entry, kind: "doubtful" });
  }
  const unseen = (load: number, score: Belief) =>
    contenders.push({ configuration, load, kind: "unseen", score, chanceHolds: 1 });
  if (next !== undefined) unseen(next, boundOf(configuration, bracket, knowledge));
  else {
    const peak = peakOf(known.slice(0, bracket.holds + 1));
    const below = peak - 1;
    if (known[below]?.takes === 0) unseen(below, boundBelow(peak, known, knowledge, tolerance));
  }
  return contenders;
}

function beliefOf(logScore: number, { weight }: Evidence, { spread }: Knowledge): Belief {
  return { mean: logScore, deviation: spread / Math.sqrt(weight) };
}

/**
 * Chance that a point keeps its objectives. A whole run decides it; before, it depends on the distance from the limit.
 */
function chanceToHold({ feasibility, weight, wholes }: Evidence, { spread }: Knowledge): number {
  if (feasibility === null) return 1;
  const { holds, margin } = feasibility;
  if (wholes > 0 || margin === null) return holds ? 1 : 0;
  const deviation = (LATENCY_SPREAD * spread) / Math.sqrt(weight);
  return chanceAbove({ mean: margin, deviation }, { mean: 0, deviation: 0 });
}

/**
 * The most that the open loads can reach: a higher load does not score less, whether it keeps the objectives or not,
 * and k times the load not more than k times as high.
 */
function boundOf({ points, loads }: Configuration, { holds, open }: Bracket, knowledge: Knowledge): Belief {
  const highest = open.at(-1) ?? 0;
  let bound = LIMITLESS;
  for (const [index, point] of points.entries()) {
    const evidence = knowledge.of(point);
    if (evidence.logScore === null || (index > holds && index <= highest)) continue;
    const growth = index < highest ? Math.log((loads[highest] ?? 1) / (loads[index] ?? 1)) : 0;
    const belief = beliefOf(evidence.logScore + growth, evidence, knowledge);
    if (belief.mean < bound.mean) bound = belief;
  }
  return bound;
}

function peakOf(known: readonly Evidence[]): number {
  const scores = known.map(({ logScore }) => logScore ?? Number.NEGATIVE_INFINITY);
  return scores.indexOf(largest(scores));
}

/**
 * The most that the load below the highest score can reach. Too much load lowers throughput a little: by the tolerance,
 * or by what it was seen to lose from this load to the next, which with less load is not more.
 */
function boundBelow(
  peak: number,
  known: readonly Evidence[],
  knowledge: Knowledge,
  tolerance: number,
): Belief {
  const best = known[peak];
  if (best === undefined || best.logScore === null) return LIMITLESS;
  const lost = best.logScore - (known[peak + 1]?.logScore ?? best.logScore);
  return beliefOf(best.logScore + Math.max(Math.log1p(tolerance), lost), best, knowledge);
}
