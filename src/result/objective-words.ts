import { formatShare, formatSpan, percentileLabel } from "../core/format.ts";
import { formatFigure, RUN_FIGURES } from "./figures.ts";
import { LATENCIES } from "./latency-figures.ts";
import type { LatencyLimit, LatencyObjective, Objective, ObjectiveLatency } from "./objective.ts";

/** An objective in words: `p95 ≤ 50 ms`, `errors ≤ 0.1 %`, `99 % of requests with TTFT ≤ 200 ms and TPOT ≤ 30 ms`. */
export function objectiveWords(objective: Objective, currency = "USD"): string {
  switch (objective.kind) {
    case "latency":
      return `${statisticWords(objective)} ≤ ${formatSpan(objective.limitMs)}`;
    case "figure": {
      const figure = RUN_FIGURES[objective.figure];
      const sign = figure.better === "lower" ? "≤" : "≥";
      return `${figure.words} ${sign} ${formatFigure(figure, objective.limit, currency)}`;
    }
    case "attainment":
      return `≥ ${formatShare(objective.share, 1)} of requests with ${objective.limits.map(limitWords).join(" and ")}`;
  }
}

/** A latency objective in words without its limit: `p99`, `ttft p99`, `p99.99`. */
export function statisticWords({
  latency,
  statistic,
}: Pick<LatencyObjective, "latency" | "statistic">): string {
  const name = typeof statistic === "number" ? percentileLabel(`p${statistic}`) : statistic;
  return latency === "response" ? name : `${latency} ${name}`;
}

function limitWords({ latency, limitMs }: LatencyLimit): string {
  return `${latencyWords(latency)} ≤ ${formatSpan(limitMs)}`;
}

function latencyWords(latency: ObjectiveLatency): string {
  return latency === "response" ? "response time" : LATENCIES[latency].title;
}
