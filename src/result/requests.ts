import { z } from "zod";
import { OUTCOMES } from "../core/sample.ts";
import { count } from "./count.ts";
import { latencySummarySchema } from "./latency.ts";
import { timeMs } from "./range.ts";

const byOutcomeSchema = z.object(
  Object.fromEntries(OUTCOMES.map((o) => [o, count])) as Record<(typeof OUTCOMES)[number], typeof count>,
);

/** A stretch of the measured part in which every request that was due failed. */
export const outageSchema = z
  .object({
    fromMs: timeMs.describe("from the begin of the measured part; about 0.1 s exact"),
    toMs: timeMs,
    toEnd: z.boolean().describe("nothing was answered up to the end of the measured part"),
    failed: count.describe("requests that were due in it: all of them failed"),
    outages: z
      .int()
      .min(1)
      .default(1)
      .describe("such stretches in the run, of which this one is the longest"),
    failedInAll: count
      .nullable()
      .default(null)
      .describe("requests that were due in all of them; null in older results"),
  })
  .refine(({ fromMs, toMs }) => fromMs <= toMs, "an outage must not end before it begins")
  .describe("a stretch in which every request that was due failed");

/** Outcomes of the requests of the measured part. */
export const requestsSchema = z.object({
  scheduled: count,
  sent: count,
  ok: count,
  failed: count,
  byOutcome: byOutcomeSchema,
  failures: z.array(
    z.object({
      outcome: z.enum(OUTCOMES),
      failure: z.string(),
      status: count,
      count,
      example: z.string().nullable(),
    }),
  ),
  outage: outageSchema
    .nullable()
    .default(null)
    .describe(
      "where most failures come together in one stretch or a few, too many for chance; null where they are scattered, or there are none",
    ),
});

export type { Outage } from "./types.ts";

/** One of several endpoints that shared a load, with the outcomes of its requests. */
export const endpointSchema = z.object({
  url: z.string(),
  requests: z.object({ scheduled: count, ok: count, failed: count, byOutcome: byOutcomeSchema }),
  latencyMs: z.object({ response: latencySummarySchema, service: latencySummarySchema }),
});
