import type { Goal } from "../result/goal.ts";
import type { VariantAccuracy } from "../result/sweep-result.ts";
import { type Axis, axisOf, type Point } from "./axes.ts";
import { levelWords } from "./goal-words.ts";

/** The variants of the model that a sweep compares, and which of them may be recommended. */
export interface Variants {
  readonly axis: Axis;
  /** The variant with which the others are compared; it holds every level. */
  readonly reference: string;
  /** Variants that may not be recommended, each with the reason, as a predicate. */
  readonly barred: ReadonlyMap<string, string>;
}

/** The variants of a sweep; null where it has one: there is nothing to compare it with. */
export function variantsOf(
  axes: readonly Axis[],
  { accuracy: level }: Pick<Goal, "accuracy">,
  accuracy: readonly VariantAccuracy[],
): Variants | null {
  const axis = axisOf(axes, "variant");
  if (axis === undefined) return null;
  const reference = referenceOf(axis, accuracy);
  if (level === null) return { axis, reference, barred: new Map() };
  const asked = levelWords(level, reference);
  const barred = new Map<string, string>();
  for (const variant of axis.values) {
    const known = accuracy.find((one) => one.variant === variant);
    const verdict = known?.verdicts.find((one) => one.level === level)?.verdict;
    if (variant !== reference && verdict !== "pass") barred.set(variant, whyBarred(known, verdict, asked));
  }
  return { axis, reference, barred };
}

/** The variant of a point; undefined where all points have the same. */
export function variantOf(variants: Variants | null, point: Point): string | undefined {
  return variants === null ? undefined : point[variants.axis.name];
}

/** The reference of the comparison of variants; without one, what it would have been: fp32, else the first. */
function referenceOf({ values }: Axis, accuracy: readonly VariantAccuracy[]): string {
  const compared = accuracy.find(({ reference }) => reference)?.variant;
  return compared ?? (values.includes("fp32") ? "fp32" : values[0]);
}

function whyBarred(
  known: VariantAccuracy | undefined,
  verdict: VariantAccuracy["verdicts"][number]["verdict"] | undefined,
  asked: string,
): string {
  if (known === undefined) return "was not compared for accuracy";
  if (!known.labelled) return "has no labelled inputs to show its accuracy by";
  return verdict === "fail" ? `has less than ${asked}` : `is not shown to hold ${asked}`;
}
