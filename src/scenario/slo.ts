import { z } from "zod";
import { parseDurationMs } from "../core/units.ts";

/** Percentiles that are reported, with the key they have in results. */
export const PERCENTILES = { p50: 50, p90: 90, p95: 95, p99: 99, p999: 99.9 } as const;
export type PercentileKey = keyof typeof PERCENTILES;

/** Times that an objective may be about; without a name it is response time. The others need streamed answers. */
const MEASURES = ["ttft", "tpot"] as const;

/** A latency objective over all scheduled requests: failures count as infinitely slow. */
export interface Slo {
  readonly text: string;
  readonly measure: "response" | (typeof MEASURES)[number];
  readonly percentile: PercentileKey;
  readonly limitMs: number;
}

const PATTERN = /^(?:(ttft|tpot)\.)?(p50|p90|p95|p99|p999|p99\.9)\s*<=\s*(\S+)$/;

/** Reads `p99<=50ms` and `ttft.p99<=200ms`; `undefined` when it is no objective. */
export function parseSlo(text: string): Slo | undefined {
  const match = PATTERN.exec(text.trim());
  const limitMs = parseDurationMs(match?.[3] ?? "");
  if (match === null || limitMs === undefined) return undefined;
  const percentile = (match[2] === "p99.9" ? "p999" : match[2]) as PercentileKey;
  const named = MEASURES.find((measure) => measure === match[1]);
  const prefix = named === undefined ? "" : `${named}.`;
  return { text: `${prefix}${percentile}<=${match[3]}`, measure: named ?? "response", percentile, limitMs };
}

export const sloSchema = z
  .string()
  .refine(
    (text) => parseSlo(text) !== undefined,
    "an objective is a percentile and a duration, such as p99<=50ms or ttft.p99<=200ms",
  );
