import { z } from "zod";
import { count } from "../count.ts";
import { amount, money } from "../range.ts";
import { machineSpotSchema } from "./spot.ts";

/** A machine type that a plan may use, with its price and its service model. */
export const planMachineSchema = z.object({
  name: z.string(),
  price: z.object({
    pricePerHour: money,
    currency: z.string(),
    kind: z.enum(["on-demand", "spot", "reserved-1y", "reserved-3y", "owned"]),
    source: z.string().describe("who says so, where and when"),
    asOf: z
      .string()
      .nullable()
      .default(null)
      .describe("day on which it was listed; null where nobody says, and for stated prices"),
    stale: z.string().nullable().describe("why its date is to be doubted; null where it is recent"),
    isStated: z.boolean().describe("true: the user stated it; false: it stands in a price table"),
  }),
  otherPrices: z
    .array(
      z.object({
        pricePerHour: money,
        kind: z.enum(["on-demand", "spot", "reserved-1y", "reserved-3y", "owned"]),
        source: z.string(),
        stale: z.string().nullable(),
      }),
    )
    .default([])
    .describe("other ways of paying for the same machine"),
  service: z.object({
    given: z.string().describe("as --machine has it"),
    words: z.string().describe("how long it computes, in words"),
    basis: z.enum(["stated", "calibrated"]),
    origin: z
      .enum(["measured", "imported", "assumed"])
      .describe("measured here, taken from a table of others, or stated by the user"),
    note: z.string().describe("what its times rest on, as a sentence"),
    measuredBy: z
      .string()
      .nullable()
      .default(null)
      .describe("who measured an imported table, when and under which licence; null where nobody says"),
    scaledBy: z
      .number()
      .nullable()
      .describe("times as long as measured, as the user states; null where it is as measured"),
    sha256: z.string().nullable().describe("of the file of a calibrated model"),
  }),
  precision: z.string().nullable(),
  gpu: z.string().nullable(),
  gpuCount: count.nullable(),
  gpuMemoryGiB: amount.nullable(),
  wattsPerReplica: amount.nullable().describe("as the user states it; null where nobody does"),
  spot: machineSpotSchema,
});
