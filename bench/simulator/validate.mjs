/**
 * Predicts again what was measured, and writes docs/validation.md and the figures that plans quote:
 *
 *     npm run validate -- --table TABLE.csv
 *
 * The table stays where it is: only its name, digest and errors are written.
 */
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { parseArgs } from "node:util";
import {
  calibrate,
  createHost,
  parseCalibrateOptions,
  predictTable,
  summariseErrors,
} from "plimsoll/internal";
import { interpolated } from "./interpolation.mjs";
import { gpuTablesPage } from "./validation-page.mjs";

const ROOT = new URL("../../", import.meta.url);
const { values } = parseArgs({ options: { table: { type: "string" } } });
if (values.table === undefined) throw new Error("usage: npm run validate -- --table TABLE.csv");

const host = createHost();
const options = parseCalibrateOptions([{ values: { table: values.table }, spell: (name) => name }]);
const table = calibrate(options, host);
const { errors, rows, series } = await predictTable(table, options, host, (done, all) => {
  if (done % 100 === 0) console.error(`${done} of ${all} rows`);
});
/** Laws by their id, with what they were fitted to. */
const laws = JSON.parse(readFileSync(new URL("models/stacks/triton.json", ROOT), "utf8"));
const between = interpolated(rows);
const validation = {
  schemaVersion: 1,
  kind: "table-validation",
  plimsollVersion: host.version,
  table: { file: basename(values.table), sha256: table.sha256 },
  rows: rows.length,
  predicted: rows.filter(({ predicted }) => predicted !== null).length,
  errors: errors.filter(({ by }) => by !== "series"),
  interpolated: {
    rows: between.length,
    errors: summariseErrors(between.map(({ errorPercent }) => errorPercent)),
  },
  heldOut: [
    ...(laws.heldOut === null ? [] : [{ law: "all", ...laws.heldOut }]),
    ...laws.stacks.map(({ id, fit }) => ({ law: id, ...fit })),
  ],
};
mkdirSync(new URL("models/validation/", ROOT), { recursive: true });
writeFileSync(new URL("models/validation/gpu-tables.json", ROOT), `${JSON.stringify(validation, null, 2)}\n`);

const page = new URL("docs/validation.md", ROOT);
const [begin, end] = ["<!-- gpu tables: written by `npm run validate` -->", "<!-- end of gpu tables -->"];
const text = readFileSync(page, "utf8");
const [from, to] = [text.indexOf(begin) + begin.length, text.indexOf(end)];
if (from < begin.length || to < from) throw new Error("docs/validation.md has no place for the table");
const written = gpuTablesPage(validation, series);
writeFileSync(page, `${text.slice(0, from)}\n${written}\n${text.slice(to)}`);
console.log(written);
