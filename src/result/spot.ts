import { z } from "zod";
import { count } from "./count.ts";

const ms = z.number().nullable();
const share = z.number().min(0).max(1);
const amount = z.number().min(0);

/** What became of the spot machines of a simulated fleet over its measured part. */
export const spotSchema = z.object({
  policy: z
    .string()
    .describe("which replicas are spot machines, how they come and go, and the fallback, in words"),
  zoneOutages: count.describe("times that a zone took its machines away"),
  losses: count.describe("machines that were taken away while they served"),
  fallbacks: count.describe("on-demand machines that were ordered to take the place of spot machines"),
  spotMachineHours: amount.describe("hours for which spot machines are paid, from their order to their end"),
  fallbackMachineHours: amount.describe("hours for which on-demand machines in their place are paid"),
  fallbackShare: share.describe(
    "share of the time with at least one on-demand machine in the place of a spot machine",
  ),
  missingShare: share.describe(
    "share of the time with at least one replica missing whose machine was taken away",
  ),
  meanMissing: amount.describe("replicas missing on average"),
  byTime: z
    .array(
      z.object({
        when: z
          .enum(["complete", "short"])
          .describe("whether every spot replica was there when the request was due, or some were missing"),
        requests: count,
        ok: count.describe("requests that were answered well"),
        meanMs: ms.describe("mean response time of these, ms"),
        p50Ms: ms.describe("ms; null with too few of them"),
        p99Ms: ms.describe("ms; null with too few of them"),
      }),
    )
    .describe("requests of the measured part, by whether the fleet was complete when they were due"),
});
