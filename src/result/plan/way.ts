import { z } from "zod";
import { count } from "../count.ts";
import { amount, money, perSec, timeMs } from "../range.ts";
import { scalingSchema } from "../scaling.ts";
import { outOfObjectiveSchema } from "./burst.ts";
import { overSeedsSchema } from "./objective.ts";

const { decisions, omittedDecisions, replicas } = scalingSchema.shape;

/** The simulation of a whole day of a fleet. */
export const wholeDaySchema = z.object({
  seeds: z.array(z.number()),
  requests: count.describe("simulated under all seeds together"),
  replicaHoursPerDay: overSeedsSchema.describe("replicas that existed, starting and ending ones among them"),
  outOfObjective: outOfObjectiveSchema.describe(
    "minutes of the day whose own requests miss an objective, scaled to a month; null where no minute had requests",
  ),
  worstHours: z
    .array(z.object({ hour: z.int().min(0).max(23), p99Ms: overSeedsSchema }))
    .describe("the three hours with the highest p99, the worst first"),
  replicas: replicas.describe("replicas from a moment on, under the first seed"),
  decisions: decisions.describe(
    "the first decisions that changed the number of replicas, under the first seed",
  ),
  omittedDecisions: omittedDecisions.describe("further ones"),
  command: z.array(z.string()).describe("words of the plimsoll simulate that repeats the day"),
});

/** A way in which the number of replicas of a fleet goes through the day. */
export const fleetWaySchema = z.object({
  way: z
    .enum(["fixed", "by hour", "autoscaled"])
    .describe("the same all day; ordered by the hour; or ordered by an autoscaler"),
  words: z.string().describe("what orders the replicas, in words"),
  manifest: z
    .string()
    .nullable()
    .describe("file of the folder apply/ that orders them in a cluster; null where there is none"),
  leadMinutes: count
    .nullable()
    .describe("how long before its hour a replica is ordered; null where no hour orders it"),
  orders: z
    .array(z.object({ atMinute: z.int().min(0).max(1439), replicas: count }))
    .describe(
      "replicas from a minute of the day on, spare ones included; empty where an autoscaler orders them",
    ),
  replicaHoursPerDay: amount.describe(
    "that are paid for: as ordered, or as simulated where an autoscaler orders them",
  ),
  costPerMonth: money,
  costPerMillionRequests: money.nullable(),
  savedShare: z
    .number()
    .describe("share of the cost of the fixed fleet that it saves; negative where it costs more"),
  hours: z.array(
    z.object({
      hour: z.int().min(0).max(23),
      busiestPerSec: perSec,
      replicas: amount.describe("that are paid for, on average"),
      needed: count
        .nullable()
        .describe(
          "fewest that keep the objectives at the hour's rate, spare ones included; null where nobody looked",
        ),
      p99Ms: timeMs
        .nullable()
        .describe(
          "mean over the seeds: of the whole day, else of a window with the fewest; null where neither was simulated",
        ),
      missedMinutes: amount
        .nullable()
        .describe("minutes that miss an objective, on average; null without a whole day"),
      holds: z.boolean().nullable().describe("whether the objectives hold; null where it was not simulated"),
    }),
  ),
  day: wholeDaySchema.nullable().describe("null where the whole day was not simulated"),
  tried: z
    .array(
      z.object({
        targetPerSec: perSec.describe("requests per second of each replica at which the HPA holds the fleet"),
        replicaHoursPerDay: amount,
        missedMinutes: amount.describe("minutes of the day that miss an objective"),
        isKept: z.boolean().describe("no more than the error budget allows, or than the fixed fleet misses"),
      }),
    )
    .describe("targets of an HPA that the plan made, each tried over a day under the first seed"),
  note: z.string(),
});
