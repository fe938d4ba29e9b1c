import { z } from "zod";
import { HISTORY_EXPORTS, type HistoryExportName } from "../history/exports/index.ts";
import { metricNames } from "./metric-names.ts";
import { reportOption } from "./report-option.ts";

/** The names of what a history can be written as: its page, and every export. */
const NAMES = ["html", ...Object.keys(HISTORY_EXPORTS)] as ("html" | HistoryExportName)[];
const TITLES = {
  html: "a page that works offline, without scripts",
  ...Object.fromEntries(Object.entries(HISTORY_EXPORTS).map(([name, { title }]) => [name, title])),
};

/** The schema of every option of `plimsoll history`. */
export const historyOptionsSchema = z.strictObject({
  folders: z
    .array(z.string())
    .min(1, "name a folder of results")
    .describe("folders of results, at any depth; the folder of a run with its earlier ones is one too"),
  metric: metricNames(
    "figure whose trend is looked for; by default p50, p95, p99, throughput, failed requests, cost, and those of tokens, accuracy and energy where there are some",
  ),
  group: z.int().min(1).optional().describe("only this group of results, by its number; by default all"),
  alpha: z
    .string()
    .regex(/^\d+(\.\d+)?%$/, "expected a share such as 1%")
    .transform((text, context) => {
      const share = Number.parseFloat(text) / 100;
      if (share >= 0.01 && share <= 0.5) return share;
      context.addIssue({ code: "custom", message: "expected 1% to 50%" });
      return z.NEVER;
    })
    .prefault("1%")
    .describe("chance at most that a figure that does not change is said to have changed, for each figure"),
  seed: z.int().min(0).default(1).describe("seed of the permutations by which change points are tested"),
  report: reportOption(NAMES, TITLES),
});

/** Options of `plimsoll history` after parsing. */
export interface HistoryOptions extends z.output<typeof historyOptionsSchema> {}
/** Options of `plimsoll history` as a user writes them. docs/options.md describes each. */
export interface HistoryOptionsInput extends z.input<typeof historyOptionsSchema> {}
