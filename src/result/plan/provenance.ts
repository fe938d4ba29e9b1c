import { z } from "zod";

/** The kinds of numbers in a plan, from the surest on. */
export const NUMBER_KINDS = [
  "measured",
  "simulated",
  "interpolated",
  "imported",
  "listed",
  "assumed",
] as const;

/** The provenance of a number: its kind, and what it rests on. */
export const provenanceSchema = z.object({
  kind: z
    .enum(NUMBER_KINDS)
    .describe(
      "measured: here; simulated: by the model; interpolated: between or beyond simulated loads; imported: measured by others; listed: of a price table; assumed: the user states it",
    ),
  restsOn: z.array(z.enum(NUMBER_KINDS)).describe("the kinds of the numbers that it is worked out from"),
  note: z.string().describe("what it rests on, in words"),
});
