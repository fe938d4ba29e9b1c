import type { PointSummary, SweepResult, VariantAccuracy } from "../../result/sweep-result.ts";
import { type Axis, keyOf } from "../../sweep/axes.ts";
import { candidates } from "../../sweep/findings/candidates.ts";
import { goalWords } from "../../sweep/goal-words.ts";
import { pointWords } from "../../sweep/point-words.ts";
import {
  variantsOf as comparedVariants,
  type Variants,
  variantOf as variantAt,
} from "../../sweep/variants.ts";
import { byThroughput } from "./points.ts";

/**
 * The compared variants; null where the sweep has one. The cast is sound: the document's axes come from an `Axis[]`.
 */
export function comparedOf({ axes, goal, accuracy }: SweepResult): Variants | null {
  return comparedVariants(axes as readonly object[] as readonly Axis[], goal, accuracy);
}

/** The variants that were compared, in the order they were given in; the only one where none were. */
export function variantsOf(result: SweepResult): readonly string[] {
  return comparedOf(result)?.axis.values ?? [onlyVariant(result)];
}

export function variantOf(result: SweepResult, point: PointSummary["point"]): string {
  return variantAt(comparedOf(result), point) ?? onlyVariant(result);
}

function onlyVariant({ fixed, target }: SweepResult): string {
  return fixed.precision ?? fixed.model ?? target.model ?? "the model";
}

export function accuracyOf(result: SweepResult, variant: string): VariantAccuracy | undefined {
  return result.accuracy.find((one) => one.variant === variant);
}

/**
 * Tells whether a variant is barred: not shown to hold the wanted accuracy, so never recommended, however fast it is.
 */
export function isBarred(result: SweepResult, variant: string): boolean {
  return comparedOf(result)?.barred.has(variant) ?? false;
}

/** The reasons why variants are barred, as sentences without their full stop. */
export function barredReasons(result: SweepResult): string[] {
  return [...(comparedOf(result)?.barred ?? [])].map(([variant, reason]) => `${variant} ${reason}`);
}

/** Points that may be recommended: the best, which was measured again, and then the others by their figures. */
export function ranking(result: SweepResult): PointSummary[] {
  const { best, goal, points } = result;
  return candidates(goal, points, (point) => !isBarred(result, variantOf(result, point)))
    .toSorted((one, other) => other.score - one.score)
    .map(({ summary }) => summary)
    .toSorted((one, other) => rankBeside(best, one) - rankBeside(best, other));
}

/** 0 for the best point of a sweep, 1 for all others. */
function rankBeside(best: SweepResult["best"], { point }: PointSummary): number {
  return best !== null && keyOf(best.point) === keyOf(point) ? 0 : 1;
}

/**
 * Whether the figures of a point are those it was picked by, in a sweep that measured others again: the highest of such figures
 * are too high.
 */
export function isAsPicked(
  { points }: Pick<SweepResult, "points">,
  { confirmed, state }: PointSummary,
): boolean {
  return confirmed === 0 && state !== "invalid" && points.some((one) => one.confirmed > 0);
}

/** The point that a variant is judged by: its best that holds the objectives, else its fastest. */
export function bestOfVariant(
  result: SweepResult,
  variant: string,
): { readonly point: PointSummary; readonly holds: boolean } | undefined {
  const own = (point: PointSummary["point"]) => variantOf(result, point) === variant;
  const [holding] = candidates(result.goal, result.points, own).toSorted(
    (one, other) => rankBeside(result.best, one.summary) - rankBeside(result.best, other.summary),
  );
  if (holding !== undefined) return { point: holding.summary, holds: true };
  const [fastest] = byThroughput(result.points.filter(({ point }) => own(point)));
  return fastest && { point: fastest, holds: false };
}

/** The headline of a sweep: the point that was found, or what was looked for in vain. */
export function headWords(result: SweepResult): string {
  return result.best === null ? askedWords(result) : pointWords(result.best.point);
}

/** The goal of the sweep: `Cheapest with p95 ≤ 50 ms and ≥ 99 % of fp32's accuracy`. */
export function askedWords(result: SweepResult): string {
  const words = goalWords(result.goal, comparedOf(result)?.reference ?? null);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** The verdict in a word or two, and whether it is a good one. */
export function sweepVerdict({ best, partial, points }: SweepResult): {
  readonly word: string;
  readonly good: boolean;
} {
  if (partial) return { word: "PARTIAL", good: false };
  if (best === null) return { word: "NOT FOUND", good: false };
  const summary = points.find(({ point }) => keyOf(point) === keyOf(best.point));
  return summary?.answer === "not shown" ? { word: "NOT SHOWN", good: false } : { word: "FOUND", good: true };
}
