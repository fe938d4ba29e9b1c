import type { Measure } from "../result/measure.ts";
import type { PointSummary } from "../result/sweep-result.ts";
import { median } from "../stats/median.ts";
import { keyOf } from "./axes.ts";
import { feasibilityOf } from "./feasibility.ts";
import { comparedFigures } from "./measured-figures.ts";

/**
 * One summary for each point that was measured: medians over its valid takes of whole length, or over its probes where
 * there are only those.
 *
 * @param durationMs length of a whole take
 */
export function summarisePoints(measures: readonly Measure[], durationMs: number): PointSummary[] {
  const byPoint = new Map<string, Measure[]>();
  for (const measure of measures) {
    const key = keyOf(measure.point);
    byPoint.set(key, [...(byPoint.get(key) ?? []), measure]);
  }
  return [...byPoint.values()].map((takes) => summarise(takes, durationMs));
}

function summarise(takes: readonly Measure[], durationMs: number): PointSummary {
  const valid = takes.filter((take) => take.valid);
  const whole = valid.filter((take) => take.durationMs >= durationMs);
  const used = whole.length > 0 ? whole : valid;
  return {
    point: (takes[0] as Measure).point,
    takes: whole.length,
    state: whole.length > 0 ? "measured" : used.length > 0 ? "probed" : "invalid",
    reasons: used.length > 0 ? [] : [...new Set(takes.flatMap(({ reasons }) => reasons))],
    ...comparedFigures(
      (key) => medianOf(used.map(({ latencyMs }) => latencyMs[key])),
      (key) => medianOf(used.map((take) => take[key])),
    ),
    holds: holdsTogether(used),
  };
}

/**
 * Whether all takes together keep the objectives; null where there are none, or no take was long enough to judge them.
 */
function holdsTogether(takes: readonly Measure[]): boolean | null {
  if (takes.every(({ objectives }) => objectives.length === 0)) return null;
  const { holds, judged } = feasibilityOf(takes);
  return judged ? holds : null;
}

/** Median of the values that are not null. */
function medianOf(values: readonly (number | null)[]): number | null {
  return median(values.filter((value) => value !== null));
}
