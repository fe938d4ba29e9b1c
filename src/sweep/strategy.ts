import type { Goal } from "../result/goal.ts";
import type { Measure } from "../result/measure.ts";
import type { Axis } from "./axes.ts";
import type { Planned } from "./measure.ts";

/** All that a strategy knows beside what was measured. */
export interface SweepPlan {
  readonly axes: readonly Axis[];
  readonly goal: Goal;
  /** Of the order, and of nothing else. */
  readonly seed: number;
  /** Length of the measured part of a whole point; its warm-up comes on top. */
  readonly durationMs: number;
  readonly warmupMs: number;
  /** How often each point of a full grid is measured. */
  readonly repeats: number;
  /** The adaptive search ends when the best is known to be within this share of the best there is. */
  readonly tolerance: number;
  /** Values of the variant axis that were not shown to hold the asked-for accuracy: never recommended. */
  readonly barred: readonly string[];
}

/** What a strategy says: the point to measure next, or why it stops. */
export type Decision =
  | { readonly kind: "measure"; readonly next: Planned }
  | { readonly kind: "stop"; readonly reason: string };

/**
 * Says what to measure next, from the plan and from what is there so far, in the order in which it was measured, and from
 * nothing else: a sweep that was cut off goes on where it was when the same measures are handed in again.
 */
export type Strategy = (plan: SweepPlan, measured: readonly Measure[]) => Decision;
