import { z } from "zod";
import { money, share } from "./range.ts";

/** The cost of requests at the load of a run. */
export const runCostSchema = z.object({
  currency: z.string(),
  pricePerHour: money,
  priceSource: z.string(),
  priceIsExample: z.boolean(),
  perMillionRequests: money.nullable().describe("at this load; null when nothing was ok"),
  perMillionInferences: money.nullable(),
  perMillionOutputTokens: money
    .nullable()
    .default(null)
    .describe("at this load; null where output tokens are not known"),
  utilisation: share.nullable().describe("null: a single run does not know the capacity"),
  note: z.string(),
});

/** The price of an hour of the serving machine, and where it comes from. */
export const priceSchema = z
  .object({
    pricePerHour: money,
    currency: z.string(),
    source: z.string(),
    isExample: z.boolean().describe("true: no price was given, and the one used is an example"),
  })
  .describe("of the serving machine; the costs of all points are worked out from it");

export type { RunCost } from "./types.ts";
