import { z } from "zod";
import { count } from "./count.ts";

const countOrNone = count.nullable().default(null);

export const shareBoundsSchema = z
  .object({ low: z.number(), high: z.number() })
  .describe("bounds of a share, 0 to 1, of which each is wrong in at most one of twenty runs");

/** An objective, and whether the run held it. */
export const judgedObjectiveSchema = z.object({
  objective: z.string(),
  observedMs: z
    .number()
    .nullable()
    .describe("over all scheduled requests; null = not finite or too few samples"),
  observed: z
    .number()
    .nullable()
    .default(null)
    .describe("what was held against the limit, in its unit; null = not finite or too few samples"),
  unit: z
    .string()
    .default("ms")
    .describe("unit of observed: ms, perSec, share (0 to 1), perMillion (price), joules"),
  within: countOrNone.describe(
    "requests, or labelled items, that keep it; null where it is not about single ones",
  ),
  of: countOrNone.describe("requests, or labelled items, that it is judged over"),
  observedWithin: z
    .boolean()
    .nullable()
    .default(null)
    .describe("whether what was observed in this run is within the limit; null = not judged"),
  worth: z
    .number()
    .nullable()
    .default(null)
    .describe(
      "number of independent requests that would tell as much as those that it is judged over; null = not known",
    ),
  bounds: shareBoundsSchema
    .nullable()
    .default(null)
    .describe(
      "of the share that keeps it in the long run; null where it is not about a share, or not judged",
    ),
  basis: z
    .enum(["bound", "observed"])
    .default("observed")
    .describe(
      "what decides: a bound of the long run, wrong in at most one of twenty runs, or what was observed in this run",
    ),
  answer: z
    .enum(["holds", "misses", "not shown", "not judged"])
    .nullable()
    .default(null)
    .describe(
      "not shown: this run does not decide it; not judged: the run is invalid, which supports no claim; null in older results",
    ),
  holds: z
    .boolean()
    .nullable()
    .describe("the answer: true = holds, false = misses, null = not shown or not judged"),
  note: z.string().nullable(),
  implied: z
    .boolean()
    .default(false)
    .describe("nobody gave it: at most 1 % of failures is implied where no other objective limits them"),
  ofScenario: z
    .boolean()
    .default(false)
    .describe("only the scenario brings it: it is shown, and changes neither the headline nor the exit code"),
});

export type { JudgedObjective, ShareBounds } from "./types.ts";
