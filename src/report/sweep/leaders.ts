import type { PointSummary, SweepResult } from "../../result/sweep-result.ts";
import { byThroughput } from "./points.ts";
import { ranking } from "./variants.ts";

const MOST_LEADERS = 5;

/** The best points of a sweep, the best first; where none may be recommended, the fastest. */
export function leaders(result: SweepResult): PointSummary[] {
  const points = result.best === null ? byThroughput(result.points) : ranking(result);
  return points.slice(0, MOST_LEADERS);
}
