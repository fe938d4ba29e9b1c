import type { Measure } from "../../result/measure.ts";
import { axisOf } from "../axes.ts";
import type { SweepPlan } from "../strategy.ts";

/** Length of a probe, as a share of that of a whole point. Its warm-up is as long as any. */
const PROBE_SHARE = 0.2;
/** Share of the measuring time of the full grid that a search may take. */
const GRID_SHARE = 0.25;
/**
 * Number of whole points that a search needs, in addition to a probe of each configuration, to tell more than the
 * probes.
 */
const FEWEST_WHOLES = 5;

export interface Budget {
  readonly probeMs: number;
  /** Time of every point once, without variants that may not be recommended. */
  readonly gridMs: number;
  /** Time that the search may spend: a share of the grid's time; in a grid too small for that, what a search needs. */
  readonly mostMs: number;
  readonly spentMs: number;
  /** Time that is left, less a whole point: the command repeats a run that the machine spoiled. */
  readonly leftMs: number;
}

export function budgetOf(plan: SweepPlan, configurations: number, measured: readonly Measure[]): Budget {
  const probeMs = plan.durationMs * PROBE_SHARE;
  const wholeCostMs = costMs(plan, plan.durationMs);
  const gridMs = configurations * (axisOf(plan.axes, "load")?.values.length ?? 1) * wholeCostMs;
  const leastMs = configurations * costMs(plan, probeMs) + FEWEST_WHOLES * wholeCostMs;
  const mostMs = Math.max(GRID_SHARE * gridMs, leastMs);
  const spentMs = measured.reduce(
    (sum, { attempts, durationMs }) => sum + attempts * costMs(plan, durationMs),
    0,
  );
  return { probeMs, gridMs, mostMs, spentMs, leftMs: mostMs - spentMs - wholeCostMs };
}

/** Time that one run of this length takes. */
export function costMs({ warmupMs }: SweepPlan, durationMs: number): number {
  return warmupMs + durationMs;
}
