import { z } from "zod";
import { isDay } from "../cost/catalogue/cells.ts";

/** The schema of every option of `plimsoll prices`. */
export const pricesOptionsSchema = z.strictObject({
  files: z.array(z.string()).min(1, "name a price table").describe("price tables, CSV"),
  provider: z.string().min(1).optional().describe("provider of rows whose table does not say it"),
  asOf: z
    .string()
    .refine(isDay, "expected a day such as 2026-07-20")
    .optional()
    .describe("day on which rows were listed whose table does not say it"),
});

export type PricesOptions = z.output<typeof pricesOptionsSchema>;
