import { z } from "zod";
import { amount, perSec, timeMs } from "../range.ts";

/** One hour of the demand that a plan is made for. */
export const planHourSchema = z.object({
  hour: z
    .int()
    .min(0)
    .max(167)
    .describe("of the day, or of the week where there are more than 24; 0 = midnight"),
  ratePerSec: perSec.describe("mean demand of the hour"),
  busiestPerSec: perSec.describe("demand that it is held to: the highest of the hour that is known"),
});

/** One hour of a fleet: what it is paid for, and whether it holds. */
export const fleetHourSchema = z.object({
  hour: z.int().min(0).max(167),
  busiestPerSec: perSec,
  replicas: amount.describe("that are paid for, on average"),
  p99Ms: timeMs.nullable().describe("mean over the seeds; null where it was not simulated, or has none"),
  simulatedAtPerSec: perSec
    .nullable()
    .describe(
      "rate that was simulated; null where the hour is bounded by a busier one that keeps the objectives",
    ),
  holds: z.boolean().nullable().describe("null where neither it nor a busier hour was simulated"),
});
