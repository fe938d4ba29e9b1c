import { z } from "zod";
import { count } from "../count.ts";

/** A figure over the seeds of a plan. */
export const overSeedsSchema = z
  .object({
    mean: z.number().nullable(),
    low: z
      .number()
      .nullable()
      .describe("lower end of the 95 % interval of the mean over the seeds, by Student's t"),
    high: z.number().nullable(),
    least: z.number().nullable(),
    most: z.number().nullable(),
  })
  .describe("over the seeds; null where a seed has none, as where too many requests failed");

/** One objective of a plan, and whether a fleet keeps it. */
export const planObjectiveSchema = z.object({
  objective: z.string(),
  unit: z.string(),
  observed: overSeedsSchema,
  holds: z.boolean().describe("the worse end of the interval keeps it, and every seed has the figure"),
  seedsHold: count.describe("seeds under which it holds"),
});
