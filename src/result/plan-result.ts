import { z } from "zod";
import { scenarioSchema } from "../scenario/scenario.ts";
import { count } from "./count.ts";
import { planFleetSchema } from "./plan/fleet.ts";
import { planHostedSchema } from "./plan/hosted.ts";
import { planHourSchema } from "./plan/hour.ts";
import { planMachineSchema } from "./plan/machine.ts";
import { provenanceSchema } from "./plan/provenance.ts";
import { amount, money, perSec, share, timeMs } from "./range.ts";

export const PLAN_SCHEMA_VERSION = 1;

const skippedSchema = z.object({
  machine: z.string(),
  settings: z.string().describe("in words"),
  why: z.string(),
  reason: z.enum([
    "floor latency",
    "load",
    "price",
    "most replicas",
    "outside of what was measured",
    "preemptions",
    "not simulated to the end",
  ]),
});

/** One plan: what `result.json` of `plimsoll capacity --plan` holds. */
export const planResultSchema = z.object({
  schemaVersion: z.literal(PLAN_SCHEMA_VERSION),
  kind: z.literal("plan"),
  plimsollVersion: z.string(),
  command: z.array(z.string()).describe("words of the command line that repeats this"),
  startedAt: z.string().describe("wall clock, ISO 8601, UTC"),
  partial: z.boolean().describe("interrupted before the search ended"),
  seed: z.number(),
  seeds: z.array(z.number()).describe("every fleet is simulated under these, with the same requests"),
  answer: z.string().describe("the answer, in a sentence: fleet, price, p99, how sure"),
  grounds: z
    .array(z.string())
    .default([])
    .describe("who measured what, what is simulated, listed and stated, in sentences"),
  state: z
    .enum(["found", "over budget", "infeasible", "interrupted"])
    .describe("over budget: fleets keep the objectives, and none within --budget-per-month"),
  infeasible: z
    .object({
      objective: z.string(),
      unit: z.string(),
      best: z.number().nullable().describe("the best that any machine can reach"),
      machine: z.string().nullable(),
      why: z.string(),
    })
    .nullable()
    .describe("null where a fleet keeps the objectives"),
  demand: z.object({
    words: z.string(),
    source: z.enum(["flat", "curve", "counts", "trace"]),
    file: z.string().nullable(),
    sha256: z.string().nullable(),
    provenance: provenanceSchema,
    hours: z.array(planHourSchema).describe("24 of a day, or 168 of a week"),
    meanPerSec: perSec,
    busiestPerSec: perSec.describe("of the busiest hour"),
    busiestHour: z.int().min(0).max(167),
    growth: z.number().describe("share by which the given demand was raised"),
    requestsPerMonth: amount,
    traffic: z.string().describe("the short bursts within an hour, in words"),
    itemsPerRequest: count,
    meanLength: amount.nullable().describe("mean length of the requests; null where they have none"),
    notes: z.array(z.string()),
  }),
  /** The traffic of the busiest hour as it is simulated, at its rate: what a run against the real fleet sends. */
  scenario: scenarioSchema,
  window: z.object({
    warmupMs: timeMs,
    measureMs: timeMs.describe("simulated of each hour and seed"),
    note: z.string().describe("how a day is represented"),
  }),
  objectives: z.array(z.string()),
  errorBudget: z.object({ share, minutesPerMonth: amount }),
  budgetPerMonth: money.nullable(),
  machines: z.array(planMachineSchema),
  fleets: z.array(planFleetSchema).describe("that keep the objectives, cheapest first"),
  skipped: z.array(skippedSchema).describe("what the search did not simulate, or gave up, and why"),
  hosted: z
    .array(planHostedSchema)
    .default([])
    .describe("hosted models beside the fleets, in the order of --hosted"),
  search: z.object({
    candidates: count,
    simulations: count.describe("of one fleet at one load under one seed"),
    simulatedRequests: count,
    spentMs: timeMs,
    resumed: z.boolean().default(false),
    note: z.string(),
  }),
  validation: z
    .array(z.object({ model: z.string(), words: z.string(), source: z.string() }))
    .describe("how far predictions by the models of the machines were off, as far as it was measured"),
  assumptions: z.array(z.string()).describe("what the user states and nobody measured or listed"),
  notes: z.array(z.string()),
});

export type { NumberProvenance, PlanFleet, PlanHosted, PlanMachine, PlanResult } from "./types.ts";
