import { percentileLabel } from "../../core/format.ts";
import type { FigureConfidence } from "../../result/latency.ts";
import { LATENCY_STATISTICS } from "../../result/latency-figures.ts";
import type { RunResult } from "../../result/run-result.ts";

/** Statistics that may have a confidence interval: all but the maximum. */
const FIGURES = LATENCY_STATISTICS.filter((statistic) => statistic !== "max");

/** The confidence of each figure of response time, in the order of the table; nothing where the result has none. */
export function certainties({ latencyMs }: RunResult): { label: string; confidence: FigureConfidence }[] {
  return FIGURES.flatMap((key) => {
    const confidence = latencyMs.response.confidence[key];
    return confidence === undefined ? [] : [{ label: percentileLabel(key), confidence }];
  });
}

/** The reasons why figures have no interval; equal reasons are said once. */
export function intervalReasons(result: RunResult): string[] {
  const byReason = new Map<string, string[]>();
  for (const { label, confidence } of certainties(result)) {
    if (confidence.absent === null) continue;
    byReason.set(confidence.absent, [...(byReason.get(confidence.absent) ?? []), label]);
  }
  return [...byReason].map(([reason, labels]) => `${labels.join(", ")}: ${reason}`);
}
