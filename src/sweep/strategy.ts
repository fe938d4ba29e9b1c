import type { Goal } from "../result/goal.ts";
import type { Measure } from "../result/measure.ts";
import type { Axis } from "./axes.ts";
import type { Planned } from "./measure.ts";

/** Everything that a strategy knows in addition to what was measured. */
export interface SweepPlan {
  readonly axes: readonly Axis[];
  readonly goal: Goal;
  /** Seed of the order of runs, and of nothing else. */
  readonly seed: number;
  /** Length of the measured part of a whole point; its warm-up comes on top. */
  readonly durationMs: number;
  readonly warmupMs: number;
  /** Number of times that each point of a full grid is measured. */
  readonly repeats: number;
  /** The adaptive search ends when the best is known to be within this share of the best there is. */
  readonly tolerance: number;
  /** Values of the variant axis that were not shown to hold the asked-for accuracy: never recommended. */
  readonly barred: readonly string[];
}

/** The decision of a strategy: the point to measure next, or why it stops. */
export type Decision =
  | { readonly kind: "measure"; readonly next: Planned }
  | { readonly kind: "stop"; readonly reason: string };

/**
 * Decides what to measure next, from the plan and from what was measured so far, in that order, and from nothing else:
 * an interrupted sweep continues where it was when it gets the same measures again.
 */
export type Strategy = (plan: SweepPlan, measured: readonly Measure[]) => Decision;
