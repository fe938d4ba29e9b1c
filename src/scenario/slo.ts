import { z } from "zod";
import { parseDurationMs } from "../core/units.ts";

/** Percentiles that are reported, with the key they have in results. */
export const PERCENTILES = { p50: 50, p90: 90, p95: 95, p99: 99, p999: 99.9 } as const;
export type PercentileKey = keyof typeof PERCENTILES;

/** A latency objective over all scheduled requests: failures count as infinitely slow. */
export interface Slo {
  readonly text: string;
  readonly percentile: PercentileKey;
  readonly limitMs: number;
}

const PATTERN = /^(p50|p90|p95|p99|p999|p99\.9)\s*<=\s*(\S+)$/;

/** Reads `p99<=50ms`; `undefined` when it is no objective. */
export function parseSlo(text: string): Slo | undefined {
  const match = PATTERN.exec(text.trim());
  const limitMs = parseDurationMs(match?.[2] ?? "");
  if (match === null || limitMs === undefined) return undefined;
  const percentile = (match[1] === "p99.9" ? "p999" : match[1]) as PercentileKey;
  return { text: `${percentile}<=${match[2]}`, percentile, limitMs };
}

export const sloSchema = z
  .string()
  .refine(
    (text) => parseSlo(text) !== undefined,
    "an objective is a percentile and a duration, such as p99<=50ms",
  );
