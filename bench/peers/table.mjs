/** Results as Markdown. */
import { medianOf } from "./rounds.mjs";

export function table(heads, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  const rule = heads.map((_, i) => (i === 0 ? "---" : "---:"));
  return [line(heads), line(rule), ...rows.map(line)].join("\n");
}

/**
 * One row per client.
 * @param {Iterable<[string, any[]]>} results client and its runs
 * @param {Record<string, (runs: any[]) => string>} columns
 */
export function resultsTable(results, columns) {
  const rows = [...results].map(([name, runs]) => [
    name,
    ...Object.values(columns).map((show) => show(runs)),
  ]);
  return table(["client", ...Object.keys(columns)], rows);
}

/** Column: median of a figure of the runs. */
export const figure = (key, digits) => (runs) => {
  const median = medianOf(runs, (run) => run[key]);
  return cell(median, digits);
};

/** Column: median of a rate. */
export const rate = (key) => (runs) => {
  const median = medianOf(runs, (run) => run[key]);
  return rateCell(median);
};

/** Column: quiet rounds of all, and how many failed. */
export function quiet(runs) {
  const failed = runs.filter((run) => run.failed !== undefined).length;
  const quietRuns = runs.filter((run) => run.noisy === false).length;
  return `${quietRuns}/${runs.length}${failed > 0 ? `, ${failed} failed` : ""}`;
}

/** A figure, or a dash for one that is not there. */
export function cell(value, digits) {
  return Number.isFinite(value) ? value.toFixed(digits) : "-";
}

export function rateCell(value) {
  return Number.isFinite(value) ? Math.round(value).toLocaleString("en-US") : "-";
}
