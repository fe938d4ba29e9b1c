import { z } from "zod";
import { count } from "../count.ts";
import { amount, perSec } from "../range.ts";
import { overSeedsSchema } from "./objective.ts";

/** The figures of a fleet at the busiest hour. */
export const fleetPeakSchema = z
  .object({
    p50Ms: overSeedsSchema,
    p95Ms: overSeedsSchema,
    p99Ms: overSeedsSchema,
    meanMs: overSeedsSchema,
    failedShare: overSeedsSchema,
    meanBatch: overSeedsSchema,
    requests: count.describe("simulated in all seeds together"),
  })
  .describe("figures of the busiest hour");

/** The load line of a fleet, from simulated rates. */
export const fleetLoadLineSchema = z
  .object({
    holdsPerSec: perSec.nullable().describe("highest rate that was simulated and keeps the objectives"),
    missesPerSec: perSec.nullable().describe("lowest rate above it that was simulated and misses them"),
    headroom: z.number().nullable().describe("holdsPerSec over the demand of the busiest hour, less 1"),
  })
  .describe("highest load at which this fleet keeps the objectives, in simulation");

/** How much of a fleet is used. */
export const fleetUtilisationSchema = z.object({
  effective: amount
    .nullable()
    .describe(
      "mean demand of the day over the load line, never the busy time: what is used of what is paid for",
    ),
  atPeak: amount
    .nullable()
    .describe("demand of the busiest hour over the most that the machines could compute"),
});
