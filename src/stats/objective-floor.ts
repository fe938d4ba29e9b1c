import type { Objective } from "../result/objective.ts";
import { requiredShare } from "../result/objective.ts";
import { sampleFloor } from "./latency.ts";

/** Fewest scheduled requests that an objective can be judged from. */
export function floorOf(objective: Objective): number {
  const share = requiredShare(objective);
  if (share === null || share >= 1 || share <= 0) return 1;
  return sampleFloor(100 * share);
}
