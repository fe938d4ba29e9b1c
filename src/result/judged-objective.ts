import { z } from "zod";
import { count } from "./count.ts";

const countOrNone = count.nullable().default(null);

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
  holds: z
    .boolean()
    .nullable()
    .describe("null = not judged: too few requests to tell, or an invalid run, which supports no claim"),
  note: z.string().nullable(),
  implied: z
    .boolean()
    .default(false)
    .describe("nobody gave it: at most 1 % of failures is implied where no other objective limits them"),
});

export type { JudgedObjective } from "./types.ts";
