import type { Price } from "../../cost/price.ts";
import type { Goal } from "../../result/goal.ts";
import type { Measure } from "../../result/measure.ts";
import type { PointSummary, SweepResult, VariantAccuracy } from "../../result/sweep-result.ts";
import { type Axis, gridOf, keyOf, type Point } from "../axes.ts";
import { failsTooOften } from "../fails-too-often.ts";
import { figureOf } from "../score.ts";
import { variantOf, variantsOf } from "../variants.ts";
import { answerOf } from "./answer-sentence.ts";
import { type Candidate, candidates } from "./candidates.ts";
import { effectsOf } from "./effects.ts";
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
  const ranked = chosenFirst(
    candidates(goal, points, (point) => !isBarred(point)),
    found.settled ?? null,
  );
  const [best] = ranked;
  const bestAbsent = best === undefined ? whyNoBest(goal, points, variants) : null;
  return {
    pareto: paretoSet(
      axes,
      points.filter(({ failedShare }) => !failsTooOften(goal.slo, failedShare)),
      accuracy,
    ),
    best:
      best === undefined
        ? null
        : { point: best.summary.point, score: figureOf(goal.wish, best.summary) ?? Number.NaN },
    bestAbsent,
    knees: kneesOf(axes, points),
    effects: effectsOf(axes, points),
    answer: answerOf({
      goal,
      variants,
      ranked,
      ofReference: candidates(goal, points, (point) => variantOf(variants, point) === variants?.reference),
      barred: candidates(goal, points, isBarred),
      accuracy,
      absent: bestAbsent,
      spread: runSpread(goal.wish, measures),
      price,
      interrupted: partial ? { points: points.length, gridPoints: gridOf(axes).length } : null,
    }),
  };
}

function chosenFirst(ranked: readonly Candidate[], settled: Point | null): Candidate[] {
  const isIt = ({ summary }: Candidate) => settled !== null && keyOf(summary.point) === keyOf(settled);
  return [...ranked.filter(isIt), ...ranked.filter((candidate) => !isIt(candidate))];
}
