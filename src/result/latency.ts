import { z } from "zod";
import { count } from "./count.ts";
import { timeMs } from "./range.ts";

const time = timeMs.nullable();

/** Percentiles, extremes and mean of one latency, as `stats/latency.ts` sums it up. */
export const latencySummarySchema = z
  .object({
    p50: time,
    p90: time,
    p95: time,
    p99: time,
    p999: time,
    max: time,
    mean: time,
    count,
    absent: z.record(z.string(), z.string()).describe("why a percentile is null, by key"),
  })
  .describe("milliseconds, over ok requests of the measured part");

/** A summary whose figures may be spoiled by the generator. */
const markedSummarySchema = latencySummarySchema.extend({
  spoiled: z
    .record(z.string(), timeMs)
    .default({})
    .describe(
      "ms that the lateness of the generator or its machine added to a figure, by key, where that is more than --lateness allows",
    ),
});

export const figureConfidenceSchema = z
  .object({
    interval: z
      .object({ low: z.number(), high: z.number() })
      .nullable()
      .describe("95 % interval, ms, from blocks of the run taken as repetitions"),
    varianceInflation: z
      .number()
      .nullable()
      .describe("variance of the figure over what it would be if requests were independent"),
    effectiveCount: z.number().nullable().describe("independent requests that would say as much"),
    batches: count.describe("blocks of the run it rests on"),
    absent: z.string().nullable().describe("why there is no interval"),
  })
  .describe("how sure a figure is");

const responseSummarySchema = markedSummarySchema.extend({
  confidence: z
    .record(z.string(), figureConfidenceSchema)
    .default({})
    .describe("of each percentile that is stated, and of the mean, by key"),
});

const streamedSummarySchema = markedSummarySchema.nullable().default(null);

/** Every latency of a run. */
export const latenciesSchema = z.object({
  response: responseSummarySchema.describe("done − intended: what a user waited"),
  service: markedSummarySchema.describe("done − sent: what the server took"),
  sendLag: latencySummarySchema.describe("sent − intended: what the generator was late"),
  ttft: streamedSummarySchema.describe("first text − intended; null where answers were not streamed"),
  ttftFromSent: streamedSummarySchema.describe("first text − sent"),
  tpot: streamedSummarySchema.describe(
    "(last − first text) ÷ (output tokens − 1), per request; those with fewer than two tokens or chunks have none",
  ),
  chunkGap: streamedSummarySchema.describe("from one piece of text to the next; count = gaps"),
});

/** The histogram behind each latency of a run, from which any other percentile can be read. */
export const histogramsSchema = z
  .object({
    response: z.string(),
    service: z.string(),
    sendLag: z.string(),
    ttft: z.string().nullable().default(null),
    ttftFromSent: z.string().nullable().default(null),
    tpot: z.string().nullable().default(null),
    chunkGap: z.string().nullable().default(null),
  })
  .describe("HdrHistogram V2, base64, values in µs");

export type { FigureConfidence, LatencySummary } from "./types.ts";
