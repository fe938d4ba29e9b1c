import type { RUN_FIGURES, RunFigureId } from "./figures.ts";
import { type LatencyKey, PERCENTILES, type PercentileKey } from "./latency-figures.ts";

/**
 * A condition that a run must hold: `FIGURE<=LIMIT` or `FIGURE>=LIMIT`, each limit with its unit.
 *
 *     p99<=50ms   ttft.p99<=200ms   p99.99<=1s   max<=2s   errors<=0.1%   throughput>=300/s   cost<=$1.50/M
 *     attainment(ttft<=200ms,tpot<=30ms)>=99%
 */
export type Objective = LatencyObjective | FigureObjective | AttainmentObjective;

/** A latency over all scheduled requests, where a failed one is infinitely slow. */
export interface LatencyObjective {
  readonly kind: "latency";
  /** The objective as results write it: without spaces, percentiles by their key. */
  readonly text: string;
  readonly latency: ObjectiveLatency;
  /** A percentile, 0 to 100 without its ends; or the longest, or the mean of all. */
  readonly statistic: number | "max" | "mean";
  readonly limitMs: number;
}

/** A figure of the run as a whole. */
export interface FigureObjective {
  readonly kind: "figure";
  readonly text: string;
  readonly figure: ObjectiveFigure;
  /** Limit in the figure's unit. The figure must be on its better side of the limit, or at it. */
  readonly limit: number;
}

/** The share of scheduled requests that keep every one of several limits: goodput as a share. */
export interface AttainmentObjective {
  readonly kind: "attainment";
  readonly text: string;
  readonly limits: readonly LatencyLimit[];
  /** Share of requests that must keep every limit, 0 to 1. */
  readonly share: number;
}

/** A limit of one latency: the longest time that a request may take. */
export interface LatencyLimit {
  readonly latency: ObjectiveLatency;
  readonly limitMs: number;
}

/**
 * Latencies that objectives may be about, because a request has one of each: gaps between chunks are many, and lateness
 * is the generator's own.
 */
export const OBJECTIVE_LATENCIES = [
  "response",
  "service",
  "ttft",
  "ttftFromSent",
  "tpot",
] as const satisfies readonly LatencyKey[];
export type ObjectiveLatency = (typeof OBJECTIVE_LATENCIES)[number];

/** Figures that objectives may be about, because they have a better side. */
export type ObjectiveFigure = {
  [Id in RunFigureId]: (typeof RUN_FIGURES)[Id]["better"] extends "neither" ? never : Id;
}[RunFigureId];

/** The key that results have for a percentile; undefined for one that they do not list, and for other statistics. */
export function percentileKeyOf(statistic: LatencyObjective["statistic"]): PercentileKey | undefined {
  return (Object.keys(PERCENTILES) as PercentileKey[]).find((key) => PERCENTILES[key] === statistic);
}

/** An objective without its spelling: two that mean the same are equal. */
export function meaningOf({ text: _, ...meaning }: Objective): Omit<Objective, "text"> {
  return meaning;
}

/** The limit of an objective, in the unit of what it is about. */
export function limitOf(objective: Objective): number {
  switch (objective.kind) {
    case "latency":
      return objective.limitMs;
    case "attainment":
      return objective.share;
    case "figure":
      return objective.limit;
  }
}

/**
 * The share of requests, or of items, that must be good for an objective to hold; null where the objective is not a
 * share.
 */
export function requiredShare(objective: Objective): number | null {
  switch (objective.kind) {
    case "latency":
      return typeof objective.statistic === "number" ? objective.statistic / 100 : null;
    case "attainment":
      return objective.share;
    case "figure":
      return objective.figure === "errors" ? 1 - objective.limit : null;
  }
}

/**
 * Whether an objective is about the long run, of which one run shows a part: a share of requests or of items that may miss, or a mean.
 * The others (the longest, none at all, a rate, a cost) are about the run itself, and any run decides them.
 */
export function isOfLongRun(objective: Objective): boolean {
  if (objective.kind === "latency" && objective.statistic === "mean") return true;
  const share = isAccuracy(objective) ? objective.limit : requiredShare(objective);
  return share !== null && share > 0 && share < 1;
}

/** Whether an objective is about labelled items that are answered right. */
export function isAccuracy(objective: Objective): objective is FigureObjective {
  return objective.kind === "figure" && objective.figure === "accuracy";
}
