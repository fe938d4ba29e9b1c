import { WISHES, type Wish } from "../result/goal.ts";
import type { Measure } from "../result/measure.ts";
import { isInfinite } from "./infinite-tail.ts";

/** The figures of a measure, or of the summary of a point, that the aim of a sweep may be about. */
export type Figures = Pick<Measure, "inferencesPerSec" | "costPerMillionInferences"> & {
  readonly latencyMs: Pick<Measure["latencyMs"], "p95">;
  readonly failedShare?: number | null;
};

/** Functions that read the figure of each aim from documents of sweeps. */
const READ: Readonly<Record<Wish, (figures: Figures) => number | null>> = {
  cheapest: ({ costPerMillionInferences }) => costPerMillionInferences,
  throughput: ({ inferencesPerSec }) => inferencesPerSec,
  latency: ({ latencyMs, failedShare = null }) => (isInfinite("p95", failedShare) ? null : latencyMs.p95),
};

/**
 * The figure that the aim is about, in its own unit; null where there is none. A failed request is infinitely slow, so a point
 * with more failures than the p95 tail holds has no latency.
 */
export function figureOf(wish: Wish, figures: Figures): number | null {
  return READ[wish](figures);
}

/**
 * The figure of an aim, turned so that higher is better, and above 0; null where there is none: nothing was answered.
 */
export function scoreOf(wish: Wish, figures: Figures): number | null {
  const figure = figureOf(wish, figures);
  if (figure === null || !(figure > 0)) return null;
  return WISHES[wish].figure.better === "lower" ? 1 / figure : figure;
}
