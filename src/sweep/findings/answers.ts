import type { Price } from "../../cost/price.ts";
import type { Goal } from "../../result/goal.ts";
import type { Measure } from "../../result/measure.ts";
import type { PointSummary, SweepResult, VariantAccuracy } from "../../result/sweep-result.ts";
import { type Axis, gridOf, keyOf, type Point } from "../axes.ts";
import { failsTooOften } from "../fails-too-often.ts";
import { figureOf } from "../score.ts";
import { variantOf, variantsOf } from "../variants.ts";
import { type Again, afterConfirmation } from "./after-confirmation.ts";
import { answerOf } from "./answer-sentence.ts";
import { candidates } from "./candidates.ts";
import { effectsOf } from "./effects.ts";
import { picksOf } from "./finalists.ts";
import { kneesOf } from "./knee.ts";
import { whyNoBest } from "./no-best.ts";
import { paretoSet } from "./pareto.ts";
import { runSpread } from "./spread.ts";

export interface SweepFindings {
  readonly axes: readonly Axis[];
  readonly goal: Goal;
  readonly measures: readonly Measure[];
  readonly points: readonly PointSummary[];
  readonly accuracy: readonly VariantAccuracy[];
  readonly price: Pick<Price, "currency" | "isExample">;
  readonly partial: boolean;
  /** The points by the runs that pick alone; left out where no point was measured again. */
  readonly picking?: readonly PointSummary[];
  /** The point that a search chose, which weighs probes too; left out, the best of the points counts. */
  readonly settled?: Point | null;
}

/** The answers of a sweep, from what it measured. */
export function answersOf(
  found: SweepFindings,
): Pick<SweepResult, "pareto" | "best" | "bestAbsent" | "knees" | "effects" | "answer"> {
  const { axes, goal, measures, points, accuracy, price, partial } = found;
  const variants = variantsOf(axes, goal, accuracy);
  const isBarred = (point: PointSummary["point"]) =>
    variants?.barred.has(variantOf(variants, point) ?? "") ?? false;
  const may = (point: PointSummary["point"]) => !isBarred(point);
  const spread = runSpread(goal.wish, measures);
  // What compares all points of the grid does so by the runs that all of them had.
  const picking = found.picking ?? points;
  const picks = picksOf(picking, { goal, may, settled: found.settled ?? null });
  const again = pointsAgain(found, may);
  const ranked = afterConfirmation(picks, again, spread, !partial);
  const [best] = ranked;
  const bestAbsent = best === undefined ? whyNoBest(goal, points, variants, again.missed) : null;
  return {
    pareto: paretoSet(
      axes,
      picking.filter(({ failedShare }) => !failsTooOften(goal.slo, failedShare)),
      accuracy,
    ),
    best:
      best === undefined
        ? null
        : { point: best.summary.point, score: figureOf(goal.wish, best.summary) ?? Number.NaN },
    bestAbsent,
    knees: kneesOf(axes, picking),
    effects: effectsOf(axes, picking),
    answer: answerOf({
      goal,
      variants,
      picks,
      ranked,
      missed: again.missed,
      ofReference: candidates(goal, points, (point) => variantOf(variants, point) === variants?.reference),
      barred: candidates(goal, picking, isBarred),
      accuracy,
      absent: bestAbsent,
      spread,
      price,
      interrupted: partial
        ? { points: points.length, gridPoints: gridOf(axes).length, confirming: again.tried.size > 0 }
        : null,
    }),
  };
}

/** The points that were measured again, and what became of them. */
function pointsAgain(
  { goal, measures, points }: SweepFindings,
  may: (point: PointSummary["point"]) => boolean,
): Again & { readonly missed: readonly PointSummary[] } {
  const confirmed = points.filter((summary) => summary.confirmed > 0);
  const kept = candidates(goal, confirmed, may);
  const missed = confirmed.filter((summary) => !kept.some((one) => one.summary === summary));
  return {
    kept,
    missed,
    refuted: new Set(missed.map(({ point }) => keyOf(point))),
    tried: new Set(measures.filter(({ confirms }) => confirms).map(({ point }) => keyOf(point))),
  };
}
