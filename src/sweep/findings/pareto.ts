import type { PointSummary, VariantAccuracy } from "../../result/sweep-result.ts";
import type { Axis } from "../axes.ts";
import { isInfinite } from "../infinite-tail.ts";
import { variantOf, variantsOf } from "../variants.ts";

/**
 * The points that no other beats, as they were measured: none is at least as good in p95, inferences per second, accuracy, cost
 * and energy at once and better in one of them. Differences count however small: which points are in the set is as uncertain as
 * their figures. There is no p95 where more requests failed than its tail holds. A figure that no point has is left out; a point that lacks one of the others is not in the
 * set. Where there are whole points, probes are left out: a lucky probe would push whole points out.
 */
export function paretoSet(
  axes: readonly Axis[],
  points: readonly PointSummary[],
  accuracy: readonly VariantAccuracy[],
): PointSummary["point"][] {
  const measured = points.filter(({ state }) => state === "measured");
  const judged = measured.length > 0 ? measured : points.filter(({ state }) => state === "probed");
  const variants = variantsOf(axes, { accuracy: null }, accuracy);
  const all = judged.map(
    ({ point, latencyMs, failedShare, inferencesPerSec, costPerMillionInferences, energyPerInferenceJ }) => ({
      point,
      figures: [
        isInfinite("p95", failedShare) ? null : negative(latencyMs.p95),
        inferencesPerSec,
        accuracy.find(({ variant }) => variant === variantOf(variants, point))?.accuracy ?? null,
        negative(costPerMillionInferences),
        negative(energyPerInferenceJ),
      ],
    }),
  );
  const used = [0, 1, 2, 3, 4].filter((i) => all.some(({ figures }) => figures[i] !== null));
  const complete = all.flatMap(({ point, figures }) => {
    const values = used.map((i) => figures[i] ?? null).filter((value) => value !== null);
    return used.length > 0 && values.length === used.length ? [{ point, values }] : [];
  });
  return complete
    .filter(({ values }) => !complete.some((other) => beats(other.values, values)))
    .map(({ point }) => point);
}

/** The negative of a figure, so that higher is better in every figure. */
function negative(value: number | null): number | null {
  return value === null ? null : -value;
}

function beats(one: readonly number[], other: readonly number[]): boolean {
  const differences = one.map((value, i) => value - (other[i] ?? 0));
  return (
    differences.every((difference) => difference >= 0) && differences.some((difference) => difference > 0)
  );
}
