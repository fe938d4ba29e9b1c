import type { Wish } from "../result/goal.ts";
import type { Measure } from "../result/measure.ts";

/** What a measure and the summary of a point have in common. */
export type Figures = Pick<Measure, "inferencesPerSec" | "costPerMillionInferences"> & {
  readonly latencyMs: Pick<Measure["latencyMs"], "p95">;
};

/** The figure that the wish is about, in its own unit; null where there is none. */
export function figureOf(wish: Wish, figures: Figures): number | null {
  switch (wish) {
    case "throughput":
      return figures.inferencesPerSec;
    case "cheapest":
      return figures.costPerMillionInferences;
    case "latency":
      return figures.latencyMs.p95;
  }
}

/** The same turned so that higher is better, and above 0; null where there is none: nothing was answered. */
export function scoreOf(wish: Wish, figures: Figures): number | null {
  const figure = figureOf(wish, figures);
  if (figure === null || !(figure > 0)) return null;
  return wish === "throughput" ? figure : 1 / figure;
}
