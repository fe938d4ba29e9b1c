import { smallest } from "../../core/extremes.ts";
import { limitOf, type Objective } from "../../result/objective.ts";
import { rankOf } from "../../stats/rank.ts";

/** The response times of requests in rising order, ms; a failed one is infinitely slow. */
export interface ResponseTimes {
  readonly sortedMs: Float64Array;
  /** The length of time in which they were due, ms. */
  readonly overMs: number;
}

/** The observed value of an objective; null where it is infinite, as a percentile beyond which too many failed, or there are no requests. */
export function observedOf(objective: Objective, times: ResponseTimes): number | null {
  const { sortedMs, overMs } = times;
  const { length } = sortedMs;
  if (length === 0) return null;
  const ok = countWithin(sortedMs, Number.MAX_VALUE);
  switch (objective.kind) {
    case "latency":
      if (objective.statistic === "max") return finite(sortedMs[length - 1]);
      if (objective.statistic === "mean") return ok < length ? null : meanOf(sortedMs);
      return percentileOf(sortedMs, objective.statistic);
    case "attainment":
      return countWithin(sortedMs, tightestOf(objective)) / length;
    case "figure":
      return objective.figure === "errors" ? (length - ok) / length : (ok * 1000) / overMs;
  }
}

/** Whether an observed value keeps an objective. */
export function keeps(objective: Objective, observed: number | null): boolean {
  if (observed === null) return false;
  return isAtMost(objective) ? observed <= limitOf(objective) : observed >= limitOf(objective);
}

/** Whether an objective has an upper limit, as most have; the others want as much as possible. */
export function isAtMost(objective: Objective): boolean {
  return objective.kind === "latency" || (objective.kind === "figure" && objective.figure === "errors");
}

/** The longest time that a single request may take by any objective, ms; infinite where none is about single requests. */
export function limitOfRequests(objectives: readonly Objective[]): number {
  return smallest(
    objectives.flatMap((objective) => {
      if (objective.kind === "attainment") return [tightestOf(objective)];
      return objective.kind === "latency" && objective.statistic !== "mean" ? [objective.limitMs] : [];
    }),
  );
}

function tightestOf({ limits }: Extract<Objective, { kind: "attainment" }>): number {
  return smallest(limits.map(({ limitMs }) => limitMs));
}

/** A percentile of rising times; null where it is that of a failed request. */
export function percentileOf(sortedMs: Float64Array, percentile: number): number | null {
  return finite(sortedMs[rankOf(percentile, sortedMs.length) - 1]);
}

/** How many of rising times are at most as long. */
export function countWithin(sortedMs: Float64Array, limitMs: number): number {
  let [low, high] = [0, sortedMs.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sortedMs[middle] ?? 0) <= limitMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The mean of times; the failed ones are left out. */
export function meanOf(timesMs: Float64Array): number | null {
  let [sum, count] = [0, 0];
  for (const timeMs of timesMs)
    if (Number.isFinite(timeMs)) {
      sum += timeMs;
      count++;
    }
  return count === 0 ? null : sum / count;
}

function finite(value: number | undefined): number | null {
  return value === undefined || !Number.isFinite(value) ? null : value;
}
