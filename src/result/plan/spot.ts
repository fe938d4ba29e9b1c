import { z } from "zod";
import { amount, share, timeMs } from "../range.ts";

/** What spot machines do to a fleet. */
export const fleetSpotSchema = z
  .object({
    preemptionsPerMonth: amount,
    fallbackShare: share.describe("share of the time in which the fallback serves in place of spot machines"),
    p99MsDuringFallback: timeMs.nullable(),
    source: z.string().describe("where the parameters of preemptions come from"),
    note: z.string(),
  })
  .nullable()
  .default(null)
  .describe("null without spot machines");
