import { z } from "zod";
import { count } from "../count.ts";
import { amount, perSec, share, timeMs } from "../range.ts";

/** The worst minute of a fleet. */
export const fleetBurstSchema = z
  .object({
    seed: z.number(),
    minute: count.describe("of the simulated part of the busiest hour, from 0"),
    ratePerSec: perSec,
    peakToMean: amount.describe("requests of its fullest second over the mean of the hour"),
    p99Ms: timeMs.nullable().describe("null where too many failed"),
    withinShare: share.describe("share of its requests that keep every objective on single requests"),
    keepsObjectives: z.boolean(),
    secondsToRecover: amount
      .nullable()
      .describe(
        "from its fullest second until a second keeps the limit again; null where none misses it, or none recovers",
      ),
    seconds: z
      .array(
        z.object({
          atMs: timeMs.describe("from the beginning of the simulated part"),
          offered: count,
          failed: count,
          p50Ms: timeMs.nullable(),
          maxMs: timeMs.nullable(),
          inFlight: count.describe("requests outstanding at its end"),
        }),
      )
      .describe("the seconds of that minute, and some before and behind it"),
  })
  .nullable()
  .describe("the worst minute of all seeds in the busiest hour; null where none was complete");

/** The time of a month in which a fleet misses its objectives, against the error budget. */
export const outOfObjectiveSchema = z
  .object({
    minutesPerMonth: amount.describe("minutes whose own requests miss an objective, scaled to a month"),
    low: amount.nullable(),
    high: amount.nullable().describe("95 % interval over the seeds, by Student's t"),
    budgetMinutes: amount.describe("that --error-budget allows a month"),
    isWithin: z
      .boolean()
      .nullable()
      .describe(
        "whether the budget is shown to be kept, or shown to be exceeded; null: too few minutes were simulated to tell",
      ),
    note: z.string().describe("which hours were simulated, and how the others are bounded"),
  })
  .nullable();
