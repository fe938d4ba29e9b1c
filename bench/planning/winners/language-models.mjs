/**
 * Machines that serve the same language model, from tables that others measured. No simulator of ours serves language models yet: what is
 * held out are levels of a measured sweep, not configurations.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { betweenThree, grouped } from "plimsoll/internal";

/** @import { Group } from "./study.mjs" */

/** The times that objectives limit. */
const TIMES = [
  ["ttft_p95_ms", "p95 of the first token"],
  ["itl_p95_ms", "p95 between tokens"],
];
/** Levels of a sweep from which it can be judged whether three of them tell the others. */
const FEWEST_LEVELS = 5;

/** Rows of a CSV without quotes. @param {string} text @returns {Record<string, string>[]} */
function rowsOf(text) {
  const [head = "", ...lines] = text.trim().split(/\r?\n/);
  const names = head.split(",");
  return lines.map((line) => Object.fromEntries(line.split(",").map((cell, at) => [names[at] ?? "", cell])));
}

/**
 * @param {string} folder with llm-pilot-cells.csv
 * @param {ReadonlyMap<string, unknown>} prices of the GPUs that can be chosen
 * @returns {Group[]}
 */
export function languageModelGroups(folder, prices) {
  const rows = rowsOf(readFileSync(join(folder, "llm-pilot-cells.csv"), "utf8")).filter(
    ({ clean }) => clean === "1",
  );
  const configs = grouped(rows, ({ config = "" }) => config);
  return TIMES.flatMap(([column = "", words]) => {
    const choices = [...configs.values()].flatMap((own) => {
      const [first] = own;
      const gpu = first?.gpu ?? "";
      const sweep = own
        .map((row) => ({
          concurrency: Number(row.users),
          perSec: Number(row.output_tok_per_s),
          timeMs: Number(row[column]),
        }))
        .filter(({ perSec, timeMs }) => perSec > 0 && timeMs > 0)
        .toSorted((one, other) => one.concurrency - other.concurrency);
      if (first === undefined || !prices.has(gpu) || sweep.length < FEWEST_LEVELS) return [];
      const gpus = Number(first.gpus);
      return [
        {
          model: first.model ?? "",
          name: `${gpus} × ${gpu}`,
          gpu,
          gpus,
          measured: sweep,
          predicted: {
            "between three of its levels": betweenThree(sweep),
            "the level of one user alone": sweep.slice(0, 1),
            "always the lowest price of an hour": [{ perSec: 1, timeMs: 0 }],
          },
        },
      ];
    });
    return [...grouped(choices, ({ model }) => model)]
      .filter(([, own]) => own.length > 1)
      .map(([model, own]) => ({
        name: `${model}, ${words}`,
        choices: own,
      }));
  });
}
