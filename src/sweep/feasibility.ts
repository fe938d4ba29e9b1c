import type { Measure } from "../result/measure.ts";
import { PERCENTILES, parseSlo } from "../scenario/slo.ts";

export interface Feasibility {
  /** Every objective is kept by the share of requests that its percentile asks for, all takes together. */
  readonly holds: boolean;
  /** Some take had enough requests for every percentile. */
  readonly judged: boolean;
  /**
   * Logarithm of limit ÷ observed percentile, mean of the takes, of the objective where it is least: by how much the
   * server may get slower before it misses, or must get faster to keep it. Null where no percentile was observed.
   */
  readonly margin: number | null;
}

/**
 * Whether the point of these takes keeps every objective. Takes are pooled: what counts is the share of requests that
 * keep the limit in the long run, and a long take tells more of it than a short one. No objectives always hold.
 *
 * @param takes valid measures of one point, at least one
 */
export function feasibilityOf(takes: readonly Measure[]): Feasibility {
  const objectives = takes[0]?.objectives.map(({ objective }) => objective) ?? [];
  const margins = objectives.flatMap((objective) => marginOf(objective, takes) ?? []);
  return {
    holds: objectives.every((_, index) => keeps(index, takes)),
    judged: takes.some(({ objectives }) => objectives.every(({ holds }) => holds !== null)),
    margin: margins.length === 0 ? null : Math.min(...margins),
  };
}

function keeps(index: number, takes: readonly Measure[]): boolean {
  const of = takes.flatMap(({ objectives }) => objectives[index] ?? []);
  const percentile = parseSlo(of[0]?.objective ?? "")?.percentile ?? "p99";
  const within = of.reduce((sum, take) => sum + take.within, 0);
  const scheduled = of.reduce((sum, take) => sum + take.scheduled, 0);
  return scheduled > 0 && within >= (scheduled * PERCENTILES[percentile]) / 100;
}

function marginOf(objective: string, takes: readonly Measure[]): number | null {
  const slo = parseSlo(objective);
  if (slo === undefined || slo.measure !== "response" || slo.percentile === "p999") return null;
  const { limitMs, percentile } = slo;
  const logs = takes.flatMap(({ latencyMs }) => {
    const observedMs = latencyMs[percentile];
    return observedMs === null ? [] : [Math.log(limitMs / observedMs)];
  });
  return logs.length === 0 ? null : logs.reduce((sum, log) => sum + log, 0) / logs.length;
}
