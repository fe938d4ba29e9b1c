import { z } from "zod";
import { planFleetSchema } from "../../result/plan/fleet.ts";

const value = z.number().nullable();

/** The worst minute of a window, as a plan tells it, without what the plan adds. */
const worstMinuteSchema = planFleetSchema.shape.burst.unwrap().omit({ seed: true });

/** What is kept of the simulation of one fleet at one load under one seed: a few kilobytes, whatever its length is. */
export const windowOutcomeSchema = z.object({
  seed: z.number(),
  requests: z.int().min(0),
  failed: z.int().min(0),
  okPerSec: z.number().min(0),
  p50Ms: value,
  p95Ms: value,
  p99Ms: value,
  meanMs: value,
  objectives: z.array(value).describe("observed value of each; null where failures leave none"),
  minutes: z
    .array(z.boolean())
    .describe("of each whole minute, whether its own requests keep every objective"),
  worst: worstMinuteSchema.nullable(),
  meanBatch: value,
  byPool: z
    .array(z.int().min(0))
    .default([])
    .describe(
      "requests that came to each pool of a mix, in the order of its options, and last to the others",
    ),
});

export type WindowOutcome = z.output<typeof windowOutcomeSchema>;
export type WorstMinute = z.output<typeof worstMinuteSchema>;
