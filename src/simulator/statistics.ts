import type { StatisticsReading } from "../stats/server-statistics.ts";
import type { ModelStatistics } from "../wire/oip/statistics.ts";
import type { ServerTally } from "./server-tally.ts";

const NONE = { count: 0, ns: 0 };

/** What a fleet counted in the measured part, as two readings of a server's statistics would tell it. */
export function statisticsOf(tally: ServerTally): { before: StatisticsReading; after: StatisticsReading } {
  const total = (ms: number) => ({ count: tally.requests, ns: ms * 1e6 });
  const nothing: ModelStatistics = {
    success: NONE,
    fail: NONE,
    queue: NONE,
    computeInput: NONE,
    computeInfer: NONE,
    computeOutput: NONE,
    inferenceCount: 0,
    executionCount: 0,
  };
  const counted: ModelStatistics = {
    success: total(tally.queueMs + tally.inputMs + tally.computeMs + tally.outputMs),
    fail: { count: tally.refused, ns: 0 },
    queue: total(tally.queueMs),
    computeInput: total(tally.inputMs),
    computeInfer: total(tally.computeMs),
    computeOutput: total(tally.outputMs),
    inferenceCount: tally.items,
    executionCount: tally.executions,
  };
  const reading = (statistics: ModelStatistics) => ({ statistics, absent: null, lateMs: 0 });
  return { before: reading(nothing), after: reading(counted) };
}
