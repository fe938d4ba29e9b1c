import { z } from "zod";
import { comparisonSchema } from "./comparison.ts";
import { scalingSchema } from "./scaling.ts";

/** The model that a simulated run rests on. */
export const simulationSchema = z.object({
  service: z.string().describe("how long the simulated server computes, in words"),
  basis: z
    .enum(["stated", "calibrated"])
    .describe("stated: the user wrote it, and nobody measured it; calibrated: fitted to measurements"),
  note: z.string().describe("what the numbers rest on, as a sentence for people"),
  scaling: scalingSchema
    .nullable()
    .default(null)
    .describe("null where the number of replicas did not change"),
  comparison: comparisonSchema.nullable().default(null).describe("null without --compare"),
  events: z.int().min(0).describe("number of events that were simulated"),
});
