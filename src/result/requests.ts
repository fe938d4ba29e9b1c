import { z } from "zod";
import { OUTCOMES } from "../core/sample.ts";
import { count } from "./count.ts";
import { latencySummarySchema } from "./latency.ts";

const byOutcomeSchema = z.object(
  Object.fromEntries(OUTCOMES.map((o) => [o, count])) as Record<(typeof OUTCOMES)[number], typeof count>,
);

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
});

/** One of several endpoints that shared a load, with the outcomes of its requests. */
export const endpointSchema = z.object({
  url: z.string(),
  requests: z.object({ scheduled: count, ok: count, failed: count, byOutcome: byOutcomeSchema }),
  latencyMs: z.object({ response: latencySummarySchema, service: latencySummarySchema }),
});
