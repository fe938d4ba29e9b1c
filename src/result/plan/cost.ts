import { z } from "zod";
import { amount, money } from "../range.ts";
import { NUMBER_KINDS } from "./provenance.ts";

/** What a fleet costs. */
export const fleetCostSchema = z.object({
  perHour: money.describe("on average over the day"),
  perMonth: money,
  perRequest: money.nullable(),
  perMillionRequests: money.nullable(),
  perMillionItems: money.nullable(),
  perMillionTokens: money
    .nullable()
    .describe("of the lengths of requests, where they have some; null where they have none"),
  parts: z
    .array(z.object({ name: z.string(), perMonth: money, kind: z.enum(NUMBER_KINDS), note: z.string() }))
    .describe("what the cost of a month is made of"),
});

/** The energy that a fleet takes. */
export const fleetEnergySchema = z
  .object({
    kwhPerMonth: amount,
    costPerMonth: money.nullable().describe("null where no price of a kWh is stated"),
    co2KgPerMonth: amount.nullable().describe("null where no intensity is stated"),
    joulesPerRequest: amount.nullable(),
    note: z.string(),
  })
  .nullable()
  .describe("null where nobody states the watts");

/** What the hours that a fleet leaves over could do. */
export const batchWorkSchema = z
  .object({
    idleReplicaHoursPerMonth: amount.describe("replica hours in which the demand leaves machines over"),
    requestsPerMonth: amount.describe("that they could compute in full batches"),
    costPerMillionRequests: money.describe("of all requests together, if they did"),
    note: z.string(),
  })
  .nullable()
  .describe("work that could wait, such as over night; null where nothing is left over");
