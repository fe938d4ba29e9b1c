import { z } from "zod";
import { count } from "./count.ts";

const atMs = z.number().describe("virtual time, ms from the start of the schedule");

/** How a simulated fleet was scaled. */
export const scalingSchema = z.object({
  autoscaler: z.string().describe("what scaled it, in words"),
  coldStart: z.string().describe("how long a new replica takes until it serves, in words"),
  replicas: z
    .array(z.object({ atMs, existing: count, ready: count }))
    .describe("replicas from a moment on: existing ones are ready, starting or ending"),
  meanReplicas: z.number().describe("existing replicas on average over the measured part: what is paid for"),
  decisions: z
    .array(
      z.object({
        atMs,
        untilMs: atMs.describe("when the last of alike decisions in a row was made"),
        times: count.describe("number of alike decisions in a row"),
        by: z.string(),
        metrics: z.array(z.object({ name: z.string(), value: z.number().nullable(), target: z.number() })),
        recommended: z.number().nullable().describe("replicas by the metrics alone"),
        desired: count,
        current: count,
        heldBackBy: z.array(z.string()),
      }),
    )
    .describe("what the autoscaler decided, when, and why it was held back"),
  omittedDecisions: count.describe("decisions beyond the longest log"),
});
