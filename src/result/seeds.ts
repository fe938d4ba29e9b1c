import { z } from "zod";
import { count } from "./count.ts";

const value = z.number().nullable();

/** Figures of one simulation under several seeds. */
export const seedsSchema = z.object({
  asked: count.describe("number of seeds that were asked for"),
  finished: z
    .array(z.number())
    .describe("seeds under which the simulation came to its end; the figures are over these"),
  invalid: z.array(z.number()).describe("seeds among them under which the simulation is INVALID"),
  rows: z.array(
    z.object({
      figure: z.string().describe("name of the figure, for programs"),
      title: z.string(),
      unit: z.string(),
      mean: value.describe("mean over the seeds; null where none has the figure"),
      low: value.describe(
        "lower end of the 95 % interval of that mean by Student's t, at least 0; null with fewer than two seeds",
      ),
      high: value.describe("upper end of that interval"),
      least: value.describe("smallest of the seeds"),
      most: value.describe("largest of the seeds"),
      seeds: count.describe("seeds that have the figure"),
    }),
  ),
  objectives: z
    .array(
      z.object({
        objective: z.string(),
        implied: z.boolean(),
        ofScenario: z.boolean(),
        holds: count.describe("seeds under which it holds"),
        misses: count.describe("seeds under which it misses"),
        notShown: count.describe("seeds under which neither is shown, or which are INVALID"),
      }),
    )
    .describe("what became of each objective under the seeds"),
});
