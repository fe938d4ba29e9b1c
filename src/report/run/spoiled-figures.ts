import { formatMs, percentileLabel } from "../../core/format.ts";
import {
  LATENCIES,
  LATENCY_KEYS,
  LATENCY_STATISTICS,
  type LatencyKey,
} from "../../result/latency-figures.ts";
import type { RunResult } from "../../result/run-result.ts";

/** How many ms of each figure of a time are the lateness of the generator or its machine; empty where that is no more than it may be. */
export function spoiledOf(result: RunResult, latency: LatencyKey): Readonly<Record<string, number>> {
  return latency === "sendLag" ? {} : (result.latencyMs[latency]?.spoiled ?? {});
}

/** The sentence on the figures that lateness spoils; null where there are none. */
export function spoiledSentence(result: RunResult): string | null {
  const times = LATENCY_KEYS.flatMap((latency) => {
    const spoiled = spoiledOf(result, latency);
    const figures = LATENCY_STATISTICS.filter((key) => spoiled[key] !== undefined).map(
      (key) => `${percentileLabel(key)} ${formatMs(spoiled[key] as number)}`,
    );
    return figures.length === 0 ? [] : [`${LATENCIES[latency].title}: ${figures.join(", ")}`];
  });
  if (times.length === 0) return null;
  return `spoiled by lateness of the generator or its machine, which is so much of it: ${times.join("; ")}; more than --lateness allows`;
}
