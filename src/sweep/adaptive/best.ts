import type { Measure } from "../../result/measure.ts";
import type { Point } from "../axes.ts";
import type { SweepPlan } from "../strategy.ts";
import { configurationsOf } from "./configurations.ts";
import { knowledgeOf } from "./evidence.ts";

/**
 * The point to recommend: of those that were measured at whole length and keep the objectives, the one with the best
 * score, all its runs together.
 */
export function bestOf(plan: SweepPlan, measured: readonly Measure[]): Point | null {
  const knowledge = knowledgeOf(plan, measured);
  let best: { point: Point; logScore: number } | null = null;
  for (const { points } of configurationsOf(plan)) {
    for (const point of points) {
      const { feasibility, logScore, wholes } = knowledge.of(point);
      if (wholes === 0 || logScore === null || !feasibility?.holds || !feasibility.judged) continue;
      if (best === null || logScore > best.logScore) best = { point, logScore };
    }
  }
  return best?.point ?? null;
}
