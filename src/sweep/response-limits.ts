import { type LatencyObjective, percentileKeyOf } from "../result/objective.ts";
import { knownObjectives } from "../result/parse-objective.ts";
import { COMPARED_STATISTICS, type ComparedStatistic } from "./measured-figures.ts";

/** A limit of the response time, at a statistic of it that sweeps compare. */
export interface ResponseLimit {
  readonly key: ComparedStatistic;
  readonly limitMs: number;
  readonly objective: LatencyObjective;
}

/**
 * The limits of response time among the objectives that charts and sentences can compare with what was measured, in
 * their order.
 */
export function responseLimits(slo: readonly string[]): ResponseLimit[] {
  return knownObjectives(slo).flatMap((objective) => {
    if (objective.kind !== "latency" || objective.latency !== "response") return [];
    const { statistic, limitMs } = objective;
    const key = COMPARED_STATISTICS.find((one) => one === (percentileKeyOf(statistic) ?? statistic));
    return key === undefined ? [] : [{ key, limitMs, objective }];
  });
}
