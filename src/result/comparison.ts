import { z } from "zod";
import { count } from "./count.ts";

const value = z.number().nullable();

/** Simulated figures beside measured ones, of the same traffic. */
export const comparisonSchema = z.object({
  runs: z
    .array(
      z.object({
        startedAt: z.string().describe("of the measured run, ISO 8601, UTC"),
        server: z.string(),
        seed: z.number().describe("of both the measured and the simulated run"),
        valid: z.boolean().describe("whether the measured run was valid"),
        sameSchedule: z.boolean().describe("whether both were sent the same requests, to the byte"),
      }),
    )
    .describe("the measured runs, each with a simulated one beside it"),
  rows: z.array(
    z.object({
      figure: z.string().describe("name of the figure, for programs"),
      title: z.string(),
      unit: z.string(),
      measured: value.describe("median over the measured runs; null where none has it"),
      simulated: value.describe("median over the simulated runs"),
      error: value.describe(
        "median over the pairs of (simulated − measured) ÷ measured: positive where the simulation has more",
      ),
      spread: value.describe(
        "(largest − smallest) ÷ median of the measured runs: what repeats differ by; null for one run",
      ),
      pairs: count.describe("pairs in which both have the figure"),
    }),
  ),
});
