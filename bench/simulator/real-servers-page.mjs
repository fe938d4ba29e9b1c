/**
 * Writes what `real-servers.mjs` found into docs/validation.md and models/validation/real-servers.json:
 *
 *     npm run bench:real-servers:page -- FOLDER…
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { errorTable, loadLines } from "./real-servers-table.mjs";

const ROOT = new URL("../../", import.meta.url);
const all = process.argv
  .slice(2)
  .map((folder) => JSON.parse(readFileSync(join(folder, "real-servers.json"), "utf8")));
const [head = [], ...others] = all.map((found) => errorTable(found).split("\n"));
const errors = [...head, ...others.flatMap((lines) => lines.slice(2))].join("\n");
const lines = all.flatMap((found) =>
  loadLines(found).map(({ arrivals, limitMs, measuredPerSec, simulatedPerSec }) => {
    const error =
      simulatedPerSec === null
        ? "none"
        : `${((100 * (simulatedPerSec - measuredPerSec)) / measuredPerSec).toFixed(1)} %`;
    const fleet = found.processes === 1 ? "1" : `${found.processes}, ${found.balance}`;
    return `| ${found.server} | ${fleet} | \`${arrivals}\` | ${limitMs.toFixed(0)} ms | ${measuredPerSec.toFixed(0)} | ${simulatedPerSec?.toFixed(0) ?? "—"} | ${error} |`;
  }),
);
const table = [
  errors,
  "",
  "Load lines: the rate at which p99 reaches a limit in the middle of what was measured, on straight lines between the logarithms of the loads:",
  "",
  "| server | processes | arrivals | limit of p99 | measured, /s | simulated, /s | error |",
  "| --- | --- | --- | --- | --- | --- | --- |",
  ...lines,
].join("\n");

const page = new URL("docs/validation.md", ROOT);
const [begin, end] = [
  "<!-- real servers: written by bench/simulator/real-servers-page.mjs -->",
  "<!-- end of real servers -->",
];
const text = readFileSync(page, "utf8");
const [from, to] = [text.indexOf(begin) + begin.length, text.indexOf(end)];
if (from < begin.length || to < from) throw new Error("docs/validation.md has no place for the table");
writeFileSync(page, `${text.slice(0, from)}\n${table}\n${text.slice(to)}`);
const kept = all.map(({ rows, points, ...found }) => ({
  ...found,
  loadLines: loadLines({ ...found, rows }),
  rows: rows.map(({ arrivals, load, ratePerSec, runs, figures }) => ({
    arrivals,
    load,
    ratePerSec,
    runs: runs.length,
    errors: Object.fromEntries(
      figures.flatMap(({ figure, error }) =>
        error === null ? [] : [[figure, Number(error.toPrecision(3))]],
      ),
    ),
  })),
}));
writeFileSync(
  new URL("models/validation/real-servers.json", ROOT),
  `${JSON.stringify({ schemaVersion: 1, kind: "real-server-validation", servers: kept }, null, 2)}\n`,
);
console.log(table);
