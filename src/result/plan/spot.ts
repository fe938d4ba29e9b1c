import { z } from "zod";
import { count } from "../count.ts";
import { amount, money, share, timeMs } from "../range.ts";

/** How the spot machines of a machine type come and go. */
export const machineSpotSchema = z
  .object({
    zones: count,
    upMs: amount.describe("mean time for which a zone has machines"),
    downMs: amount.describe("mean time for which it has none, and all that it had are taken away"),
    noticeMs: timeMs,
    replaceMs: timeMs.describe("from the order of a machine until it serves"),
    source: z.string().describe("who says how long zones have machines, and have none"),
  })
  .nullable()
  .default(null)
  .describe("null where it is not bought as spot machine");

const monthRange = z
  .object({ low: amount, high: amount })
  .nullable()
  .default(null)
  .describe("the middle 95 % of months with these parameters");

/** What spot machines do to a fleet. */
export const fleetSpotSchema = z
  .object({
    policy: z
      .enum(["none", "on-demand", "overprovision", "overprovision-then-on-demand"])
      .default("none")
      .describe("name of the fallback"),
    zones: count.default(1),
    extra: count.default(0).describe("spot machines beyond those that the objectives need"),
    lostAtOnce: count.default(0).describe("replicas that go when a zone takes its machines away"),
    preemptionsPerMonth: amount.describe("times that a zone takes all its machines away, on average"),
    preemptionsRange: monthRange,
    fallbackShare: share.describe("share of the time in which the fallback serves in place of spot machines"),
    missingShare: share
      .default(0)
      .describe("share of the time in which replicas are missing whose machines were taken away"),
    p99MsDuringFallback: timeMs
      .nullable()
      .describe(
        "at the busiest hour, of the window that begins with the notice of a zone; null where too many fail. peak.p99Ms is that without a preemption",
      ),
    p99LowMs: timeMs.nullable().default(null).describe("lower end of its 95 % interval over the seeds"),
    p99HighMs: timeMs.nullable().default(null),
    windowMs: timeMs.default(0).describe("length of that window"),
    missedMinutesPerMonth: amount
      .default(0)
      .describe("minutes out of objective that preemptions cause, on average"),
    missedMinutesHigh: amount.nullable().default(null).describe("upper end of their 95 % interval"),
    costPerMonth: z
      .object({
        base: money.describe("machines that are never taken away"),
        spot: money,
        fallback: money.describe("on-demand machines in the place of spot machines"),
      })
      .nullable()
      .default(null)
      .describe("parts of the cost of a month, on average"),
    costRange: monthRange.describe("what the middle 95 % of months cost"),
    command: z
      .array(z.string())
      .default([])
      .describe("words of the plimsoll simulate that repeats the window of a preemption"),
    source: z.string().describe("where the parameters of preemptions come from"),
    note: z.string(),
  })
  .nullable()
  .default(null)
  .describe("null without spot machines");
