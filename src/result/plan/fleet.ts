import { z } from "zod";
import { count } from "../count.ts";
import { money, perSec, share, timeMs } from "../range.ts";
import { fleetBurstSchema, outOfObjectiveSchema } from "./burst.ts";
import { batchWorkSchema, fleetCostSchema, fleetEnergySchema } from "./cost.ts";
import { fleetHourSchema } from "./hour.ts";
import { planObjectiveSchema } from "./objective.ts";
import { fleetLoadLineSchema, fleetPeakSchema, fleetUtilisationSchema } from "./peak.ts";
import { provenanceSchema } from "./provenance.ts";
import { fleetSensitivitySchema, oneFewerSchema, oneMoreSchema } from "./sensitivity.ts";
import { fleetPieceSchema, fleetSettingsSchema } from "./settings.ts";
import { fleetSpotSchema } from "./spot.ts";
import { fleetWaySchema } from "./way.ts";

/** One fleet of a plan, with what it costs and what it does. */
export const planFleetSchema = z.object({
  machine: z.string().describe("type of its machines; of a mix all of them, joined by plus signs"),
  replicas: count.describe("machines at the busiest hour, spare ones included"),
  ratePerSec: perSec.describe("demand of the busiest hour, for which it is planned"),
  p99Ms: timeMs.nullable().describe("at the busiest hour, mean over the seeds"),
  costPerMillionRequests: money.nullable().describe("over the whole day"),
  costPerMonth: money,
  spotShare: share.describe("share of its replicas that are on spot machines, as long as none is taken away"),
  provenance: z
    .record(z.string(), provenanceSchema)
    .describe("the kind of each number, by its key in this fleet; nested keys are joined by a dot"),
  keepsObjectives: z.boolean(),
  withinBudget: z.boolean().nullable().describe("null without --budget-per-month"),
  pieces: z.array(fleetPieceSchema).describe("its machines, by type and by what is paid for them"),
  settings: fleetSettingsSchema,
  command: z.array(z.string()).describe("words of the plimsoll simulate that repeats its busiest hour"),
  peak: fleetPeakSchema,
  objectives: z.array(planObjectiveSchema).describe("at the busiest hour"),
  hours: z.array(fleetHourSchema),
  loadLine: fleetLoadLineSchema,
  utilisation: fleetUtilisationSchema,
  burst: fleetBurstSchema,
  outOfObjective: outOfObjectiveSchema,
  cost: fleetCostSchema,
  energy: fleetEnergySchema,
  sensitivity: fleetSensitivitySchema,
  oneMore: oneMoreSchema,
  oneFewer: oneFewerSchema,
  batchWork: batchWorkSchema,
  spot: fleetSpotSchema,
  apply: z
    .array(z.object({ file: z.string(), title: z.string(), text: z.string() }))
    .default([])
    .describe("settings to apply to real servers, which read back give this fleet"),
  throughDay: z
    .array(fleetWaySchema)
    .default([])
    .describe(
      "ways in which its replicas may go through the day, where --replicas-by or --autoscaler ask for them",
    ),
  notes: z.array(z.string()).default([]),
});
