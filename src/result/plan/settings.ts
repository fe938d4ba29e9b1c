import { z } from "zod";
import { count } from "../count.ts";
import { amount, money, perSec, timeMs } from "../range.ts";

/** A part of a fleet: the machines of one type that are paid for in one way. */
export const fleetPieceSchema = z.object({
  machine: z.string(),
  replicas: count,
  spare: count.describe("replicas among them that are there for failures"),
  pricePerHour: money.describe("of one"),
  priceKind: z.enum(["on-demand", "spot", "reserved-1y", "reserved-3y", "owned"]),
  lengths: z
    .object({ from: amount, below: amount.nullable() })
    .nullable()
    .default(null)
    .describe("lengths of the requests that come to it; null where all do"),
  ratePerSec: perSec.describe(
    "demand of the busiest hour that comes to it; of a mix by the share that it had in simulation",
  ),
});

/** The settings of a fleet: batching, instances, router and what else its servers are given. */
export const fleetSettingsSchema = z.object({
  precision: z.string().nullable(),
  maxBatch: count
    .nullable()
    .describe("null where requests are computed one by one; of a mix the largest, as of the numbers below"),
  maxDelayMs: timeMs,
  preferred: z.array(count),
  instances: count,
  batching: z.string().describe("how batches are formed, in words"),
  router: z.string().describe("as --router spells it"),
  autoscaler: z.string().nullable().describe("in words; null where the number of replicas does not change"),
  fallback: z.string().nullable().default(null).describe("what takes over where spot machines are missing"),
  gateways: z.array(z.string()).default([]),
  others: z.record(z.string(), z.string()).default({}).describe("further settings, in words"),
});
