import { z } from "zod";
import { count } from "../count.ts";
import { amount, money, timeMs } from "../range.ts";

/** What other prices, demand and service times do to a fleet. */
export const fleetSensitivitySchema = z.array(
  z.object({
    what: z.enum(["price", "demand", "service time"]),
    change: z.number().describe("share by which it changes, such as 0.1"),
    replicas: count
      .nullable()
      .describe("then needed; null where none of the fleets that were tried suffices"),
    costPerMonth: money.nullable().describe("with so many"),
    p99Ms: timeMs.nullable().describe("of this fleet, unchanged, at the busiest hour"),
    holds: z.boolean().nullable().describe("whether this fleet, unchanged, then keeps the objectives"),
  }),
);

/** A fleet with one replica more. */
export const oneMoreSchema = z
  .object({
    replicas: count,
    p99Ms: timeMs.nullable(),
    costPerMonth: money,
    outOfObjectiveMinutes: amount.nullable(),
  })
  .nullable()
  .describe("what one more replica buys");

/** A fleet with one replica less. */
export const oneFewerSchema = z
  .object({ replicas: count, p99Ms: timeMs.nullable(), holds: z.boolean() })
  .nullable()
  .default(null)
  .describe("the same fleet with one replica less: it misses, or the search would have taken it");
