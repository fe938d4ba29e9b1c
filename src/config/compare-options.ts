import { z } from "zod";
import { COMPARE_EXPORTS, type CompareExportName } from "../compare/exports/index.ts";
import { metricNames } from "./metric-names.ts";
import { reportOption } from "./report-option.ts";

/** The names of what a comparison can be written as: its page, and every export. */
const NAMES = ["html", ...Object.keys(COMPARE_EXPORTS)] as ("html" | CompareExportName)[];
const TITLES = {
  html: "a page that works offline, without scripts",
  ...Object.fromEntries(Object.entries(COMPARE_EXPORTS).map(([name, { title }]) => [name, title])),
};

/** The schema of every option of `plimsoll compare`. */
export const compareOptionsSchema = z.strictObject({
  sides: z
    .array(z.string())
    .describe(
      "what is compared, the first with each other one: a result.json, the folder that holds it, or a folder of such folders, whose runs are repetitions; several of a side between commas; old=PATH gives it a name",
    ),
  metric: metricNames("figure that the table is of, and the first one the sentence; by default all"),
  report: reportOption(NAMES, TITLES),
});

/** Options of `plimsoll compare` after parsing. */
export interface CompareOptions extends z.output<typeof compareOptionsSchema> {}
/** Options of `plimsoll compare` as a user writes them. docs/options.md describes each. */
export interface CompareOptionsInput extends z.input<typeof compareOptionsSchema> {}
