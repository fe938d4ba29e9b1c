import { percentileLabel } from "../../core/format.ts";
import type { FigureConfidence } from "../../result/latency.ts";
import type { RunResult } from "../../result/run-result.ts";
import { PERCENTILES } from "../../scenario/slo.ts";

const FIGURES = [...Object.keys(PERCENTILES), "mean"];

/** How sure the figures of response time are, in the order of the table; nothing where no result says. */
export function certainties({ latencyMs }: RunResult): { label: string; confidence: FigureConfidence }[] {
  return FIGURES.flatMap((key) => {
    const confidence = latencyMs.response.confidence[key];
    return confidence === undefined ? [] : [{ label: percentileLabel(key), confidence }];
  });
}

/** Why figures have no interval; equal reasons are said once. */
export function intervalReasons(result: RunResult): string[] {
  const byReason = new Map<string, string[]>();
  for (const { label, confidence } of certainties(result)) {
    if (confidence.absent === null) continue;
    byReason.set(confidence.absent, [...(byReason.get(confidence.absent) ?? []), label]);
  }
  return [...byReason].map(([reason, labels]) => `${labels.join(", ")}: ${reason}`);
}
