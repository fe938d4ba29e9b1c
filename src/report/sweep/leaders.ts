import type { PointSummary, SweepResult } from "../../result/sweep-result.ts";
import { failsTooOften } from "../../sweep/fails-too-often.ts";
import { byThroughput } from "./points.ts";
import { ranking } from "./variants.ts";

const MOST_LEADERS = 5;

/** The best points of a sweep, the best first; where none may be recommended, the fastest, those that fail too often last. */
export function leaders(result: SweepResult): PointSummary[] {
  const points = result.best === null ? soundFirst(result) : ranking(result);
  return points.slice(0, MOST_LEADERS);
}

function soundFirst({ points, goal }: SweepResult): PointSummary[] {
  const fails = ({ failedShare }: PointSummary) => failsTooOften(goal.slo, failedShare);
  const fastest = byThroughput(points);
  return [...fastest.filter((point) => !fails(point)), ...fastest.filter(fails)];
}
