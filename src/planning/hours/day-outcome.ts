import { z } from "zod";
import { scalingSchema } from "../../result/scaling.ts";
import { windowOutcomeSchema } from "../windows/window-outcome.ts";

/** What is kept of the simulation of a whole day under one seed. */
export const dayOutcomeSchema = z.object({
  seed: z.number(),
  hours: z.array(windowOutcomeSchema).describe("of the requests that were due in each hour"),
  paid: z.array(z.number().min(0)).describe("replicas that are paid for in each hour, on average"),
  replicas: scalingSchema.shape.replicas,
  decisions: scalingSchema.shape.decisions.describe("those that changed the number of replicas"),
  omittedDecisions: z.int().min(0),
});

export type DayOutcome = z.output<typeof dayOutcomeSchema>;
