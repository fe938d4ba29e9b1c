import { percentileLabel } from "../../core/format.ts";
import { LATENCIES, LATENCY_KEYS, LATENCY_STATISTICS, latencyFigure } from "../../result/latency-figures.ts";
import type { RunResult } from "../../result/run-result.ts";

/** The reasons why latency figures are null: no dash stands without its reason. Equal reasons are said once. */
export function absentReasons(result: RunResult): string[] {
  const byReason = new Map<string, string[]>();
  for (const latency of LATENCY_KEYS) {
    const { title } = LATENCIES[latency];
    // Without a single value every statistic lacks it for the same reason.
    const isEmpty = result.latencyMs[latency]?.count === 0;
    for (const statistic of isEmpty ? (["max"] as const) : LATENCY_STATISTICS) {
      const reason = latencyFigure(latency, statistic).absent?.(result) ?? null;
      if (reason === null) continue;
      const name = isEmpty ? title : `${title} ${percentileLabel(statistic)}`;
      byReason.set(reason, [...(byReason.get(reason) ?? []), name]);
    }
  }
  return [...byReason].map(([reason, figures]) => `${figures.join(", ")}: ${reason}`);
}
