import { z } from "zod";
import { comparisonSchema } from "./comparison.ts";
import { prioritiesSchema } from "./priorities.ts";
import { scalingSchema } from "./scaling.ts";
import { seedsSchema } from "./seeds.ts";
import { spotSchema } from "./spot.ts";

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
  seeds: seedsSchema
    .nullable()
    .default(null)
    .describe(
      "figures over several seeds, of which the rest of this document is of the first; null for one seed",
    ),
  resent: z
    .object({
      retried: z.int().min(0).describe("attempts that followed a failed one, in the measured part"),
      hedged: z.int().min(0).describe("attempts sent beside one whose answer was late, in the measured part"),
      wonByHedge: z.int().min(0).describe("requests that such an attempt answered first"),
    })
    .nullable()
    .default(null)
    .describe("attempts that clients sent again; null where they send each request once"),
  priorities: prioritiesSchema
    .nullable()
    .default(null)
    .describe("what became of the requests of each priority; null where requests have none"),
  gateways: z
    .array(
      z.object({
        gateway: z.string().describe("what stood before the fleet, in words"),
        arrived: z.int().min(0).describe("attempts of the measured part that came to it"),
        answered: z.int().min(0).describe("attempts that it answered itself, as a cache does"),
        refused: z.int().min(0).describe("attempts that it refused"),
        meanWaitMs: z
          .number()
          .min(0)
          .nullable()
          .describe(
            "mean wait in it of those that it kept for a while and sent on; null where it keeps none",
          ),
      }),
    )
    .default([])
    .describe("what stood before the fleet, from the clients on"),
  spot: spotSchema
    .nullable()
    .default(null)
    .describe("what became of the spot machines of the fleet; null where it has none"),
  events: z.int().min(0).describe("number of events that were simulated"),
});
