import type { Measure } from "../../result/measure.ts";
import type { RunResult } from "../../result/run-result.ts";
import { gridOf, keyOf } from "../../sweep/axes.ts";
import type { Planned } from "../../sweep/measure.ts";
import type { Strategy, SweepPlan } from "../../sweep/strategy.ts";
import { measurePoint, type PointContext } from "./measure-point.ts";

/** A server that failed at so many points in a row is gone. */
const MOST_TARGET_ERRORS = 3;

/** What a sweep tells while it goes on. */
export interface SweepEvents {
  /** @param isSearch not every point will be measured */
  onPlan?(plan: SweepPlan, isSearch: boolean, folder: string): void;
  /** The accuracy of a variant is about to be measured. */
  onVariant?(variant: string): void;
  onPoint?(planned: Planned, measured: readonly Measure[]): void;
  onMeasure?(measure: Measure, measured: readonly Measure[]): void;
}

export interface Measured {
  readonly measures: readonly Measure[];
  /** What the first run said of the server; null when none could. */
  readonly target: RunResult["target"] | null;
  /** Null when it was interrupted. */
  readonly stopReason: string | null;
}

/** Asks the strategy, measures what it says, until it stops, the user does, or the server is gone. */
export async function measureAll(
  strategy: Strategy,
  plan: SweepPlan,
  context: PointContext,
  events: SweepEvents,
): Promise<Measured> {
  const indexOf = new Map(gridOf(plan.axes).map((point, index) => [keyOf(point), index]));
  const measures: Measure[] = [];
  let target: RunResult["target"] | null = null;
  let targetErrors = 0;
  for (;;) {
    const decision = strategy(plan, measures);
    if (decision.kind === "stop") return { measures, target, stopReason: decision.reason };
    const { next } = decision;
    events.onPoint?.(next, measures);
    const measured = await measurePoint(idOf(next, indexOf.get(keyOf(next.point)) ?? 0), next, context);
    if (measured === null) return { measures, target, stopReason: null };
    target ??= measured.target;
    targetErrors = measured.error === null ? 0 : targetErrors + 1;
    // At the first point nothing has shown yet that the server can be measured at all.
    if (measured.error !== null && (measures.length === 0 || targetErrors === MOST_TARGET_ERRORS))
      throw measured.error;
    measures.push(measured.measure);
    events.onMeasure?.(measured.measure, measures);
  }
}

/** A name for a folder: its place in the grid, its values to be read, its take. */
function idOf({ point, take, durationMs }: Planned, index: number): string {
  const values = Object.values(point).map((value) => value.replace(/[^\w.]+/g, "_"));
  return [String(index).padStart(4, "0"), ...values, `${durationMs}ms`, take + 1].join("-").slice(0, 200);
}
