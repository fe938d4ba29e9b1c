import { percentileLabel } from "../core/format.ts";
import type { Figure } from "./figure.ts";
import type { LatencySummary } from "./latency.ts";
import type { RunResult } from "./run-result.ts";

/** Percentiles that are reported, with the key they have in results. */
export const PERCENTILES = { p50: 50, p90: 90, p95: 95, p99: 99, p999: 99.9 } as const;
export type PercentileKey = keyof typeof PERCENTILES;
export const PERCENTILE_KEYS = Object.keys(PERCENTILES) as PercentileKey[];

/** The statistics of each latency, in the order of the table. */
export const LATENCY_STATISTICS = [...PERCENTILE_KEYS, "max", "mean"] as const;
export type LatencyStatistic = (typeof LATENCY_STATISTICS)[number];

/** The latencies of a run, in the order of the table. */
export const LATENCIES = {
  response: { title: "response", doc: "done − intended: what a user waited" },
  service: { title: "service", doc: "done − sent: what the server took" },
  sendLag: { title: "send lag", doc: "sent − intended: lateness of the generator" },
  ttft: { title: "TTFT", doc: "first text − intended" },
  ttftFromSent: { title: "TTFT from sent", doc: "first text − sent" },
  tpot: { title: "TPOT", doc: "(last − first text) ÷ (output tokens − 1)" },
  chunkGap: { title: "chunk gap", doc: "between pieces of text: not tokens; counted are gaps" },
} as const satisfies Partial<Record<keyof RunResult["latencyMs"], { title: string; doc: string }>>;
export type LatencyKey = keyof typeof LATENCIES;
export const LATENCY_KEYS = Object.keys(LATENCIES) as LatencyKey[];

/** One statistic of one latency, such as the p99 of the response time, which is named without the word response. */
export function latencyFigure(latency: LatencyKey, statistic: LatencyStatistic): Figure {
  const { title, doc } = LATENCIES[latency];
  const name = percentileLabel(statistic);
  const isResponse = latency === "response";
  const words = statistic === "max" ? "longest" : statistic === "mean" ? "mean" : name;
  return {
    id: isResponse ? name : `${latency}.${name}`,
    title: isResponse ? name : `${title} ${name}`,
    words: `${words} of the ${isResponse ? "response time" : title}`,
    unit: "ms",
    better: "lower",
    column: `${isResponse ? "latency" : snakeCase(latency)}_${name.replace(".", "_")}_ms`,
    doc: `${words} of ${title}: ${doc}`,
    read: ({ latencyMs }) => latencyMs[latency]?.[statistic] ?? null,
    absent: (result) => whyAbsent(latency, statistic, result),
  };
}

function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Why a statistic is null; null where it is not, and where the run has no such latency at all. */
function whyAbsent(latency: LatencyKey, statistic: LatencyStatistic, result: RunResult): string | null {
  const summary = result.latencyMs[latency];
  if (summary === null || summary[statistic] !== null) return null;
  return summary.count === 0 ? noneAtAll(latency, result) : reasonOf(summary, statistic);
}

function reasonOf({ absent }: LatencySummary, statistic: LatencyStatistic): string {
  return absent[statistic] ?? "not stated";
}

function noneAtAll(latency: LatencyKey, { requests, tokens }: RunResult): string {
  if (latency === "sendLag") return "nothing was sent";
  if (requests.ok === 0) return "no request was answered";
  const isOfTokens = latency === "tpot" || latency === "chunkGap";
  if (isOfTokens && tokens?.absent.perChoice !== undefined) return tokens.absent.perChoice;
  return latency === "tpot" && tokens?.absent.output !== undefined
    ? tokens.absent.output
    : "no answer had enough pieces of text";
}
