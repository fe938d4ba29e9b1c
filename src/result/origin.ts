import { z } from "zod";

/** What a result says of the version that was measured, by which a history is read. */
export const originSchema = z
  .object({
    label: z.string().nullable().describe("the name that --label gave it; null where there was none"),
    commit: z
      .string()
      .nullable()
      .describe(
        "Git commit that was checked out where the command ran, or else the one that the CI named; whether files differed from it is not known; null where there is none",
      ),
  })
  .describe("the version that was measured, as far as it is known; null in older and in simulated results");

export type { Origin } from "./types.ts";
