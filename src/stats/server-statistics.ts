import type { ServerStatistics } from "../result/server-statistics.ts";
import type { DurationTotal, ModelStatistics } from "../wire/oip/statistics.ts";

/** The server's statistics at one moment, or the reason why they are not known. */
export interface StatisticsReading {
  readonly statistics: ModelStatistics | null;
  readonly absent: string | null;
  /** Largest time between the reading and the moment it was meant for, ms. */
  readonly lateMs: number;
}

/** The run's own counts of its requests, with which the server's counts are compared. */
export interface OwnRequests {
  readonly answered: number;
  readonly failed: number;
  readonly maxInFlight: number;
  /** Number of requests answered in the fullest second. */
  readonly answeredPerSec: number;
}

/** The server's statistics between two readings for a result, or the reason why it has none. */
export function serverStatistics(
  readings: { readonly before: StatisticsReading; readonly after: StatisticsReading } | null,
  own: OwnRequests,
): { serverStatistics: ServerStatistics | null; serverStatisticsAbsent: string | null } {
  const absent = (reason: string | null) => ({ serverStatistics: null, serverStatisticsAbsent: reason });
  if (readings === null) return absent(null);
  const { before, after } = readings;
  if (before.statistics === null) return absent(before.absent);
  if (after.statistics === null) return absent(after.absent);
  const found = difference(before.statistics, after.statistics);
  if (found === null)
    return absent(
      "its counters fell during the run: the model was loaded again, or another server answered at the same URL",
    );
  const unexplained = unexplainedBy(found.requests, own, before.lateMs + after.lateMs);
  return { serverStatistics: { ...found, unexplained }, serverStatisticsAbsent: null };
}

function difference(
  before: ModelStatistics,
  after: ModelStatistics,
): Omit<ServerStatistics, "unexplained"> | null {
  const requests = after.success.count - before.success.count;
  const failed = after.fail.count - before.fail.count;
  const executions = after.executionCount - before.executionCount;
  const items = after.inferenceCount - before.inferenceCount;
  if (Math.min(requests, failed, executions, items) < 0) return null;
  const meanMs = (duration: (statistics: ModelStatistics) => DurationTotal) => {
    const count = duration(after).count - duration(before).count;
    return count > 0 ? (duration(after).ns - duration(before).ns) / count / 1e6 : null;
  };
  return {
    requests,
    failed,
    executions,
    meanBatch: executions > 0 ? items / executions : null,
    queueMs: meanMs(({ queue }) => queue),
    computeInputMs: meanMs(({ computeInput }) => computeInput),
    computeInferMs: meanMs(({ computeInfer }) => computeInfer),
    computeOutputMs: meanMs(({ computeOutput }) => computeOutput),
  };
}

/**
 * Number of requests by which the counts of server and client differ without explanation. They count a request at
 * different moments, so at either end as many may differ as are in flight, and as many as were answered until a late
 * reading. A request that failed for us may have ended well for the server.
 */
function unexplainedBy(requests: number, own: OwnRequests, lateMs: number): number {
  const slack = own.maxInFlight + Math.ceil((own.answeredPerSec * lateMs) / 1000);
  const most = own.answered + own.failed + slack;
  const fewest = own.answered - slack;
  return requests > most ? requests - most : Math.min(0, requests - fewest);
}
