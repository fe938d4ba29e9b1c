/**
 * Is the GPU that is predicted to be the cheapest one also the one that was measured to be it?
 *
 *     npm run bench:winners -- ../shared/data/gpu [--write]
 *
 * For groups of machines that differ in the GPU alone, and for each limit of p95 that asks something new: the cheapest per million items at
 * its load line, as predicted from offline rows, against the online rows that were measured. The tables stay where they are; with
 * `--write`, the shares go to docs/validation.md.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { grouped, readTable, stackLawsSchema } from "plimsoll/internal";
import { writeStudy } from "../lib/study-table.mjs";
import { casesOf } from "../simulator/stack-fit.mjs";
import { languageModelGroups } from "./winners/language-models.mjs";
import { measuredSweep, predictorsOf } from "./winners/predictors.mjs";
import { gpuPrices } from "./winners/prices.mjs";
import { scoreGroups, studyTables } from "./winners/study.mjs";

/** @import { Case } from "../simulator/stack-fit.mjs" */

const SEED = 1;
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { write: { type: "boolean", default: false } },
});
const [folder] = positionals;
if (folder === undefined) throw new Error("usage: npm run bench:winners -- DATA_FOLDER [--write]");

const LAWS = new URL("../../models/stacks/triton.json", import.meta.url);
const laws = stackLawsSchema.parse(JSON.parse(readFileSync(LAWS, "utf8")));
const path = join(folder, "triton-nvidia.csv");
const bytes = readFileSync(path);
const sha256 = createHash("sha256").update(bytes).digest("hex");
const { rows, format } = readTable(bytes.toString("utf8"), path);
const origin = { file: basename(path), sha256, format, plimsollVersion: "" };
const prices = gpuPrices();
const cases = casesOf(rows, laws, origin);
const predictors = predictorsOf(cases, laws, origin);

/** The parts of a series' name: model and its variant, then software and precision, and at the end the device. @param {Case} one */
const partsOf = ({ series }) => {
  const parts = series.name.split("|");
  return { model: parts.slice(0, 2), software: parts.slice(2, -1), device: parts.at(-1) ?? "" };
};

const chosen = cases.flatMap((one, index) => {
  const { model, software, device } = partsOf(one);
  if (!prices.has(device)) return [];
  console.error(`${index + 1} of ${cases.length}: ${one.series.name}`);
  const predicted = Object.fromEntries(
    Object.entries(predictors).map(([name, predict]) => [name, predict(one)]),
  );
  const words = (/** @type {string[]} */ parts) => parts.filter(Boolean).join(", ");
  const what = { model: words(model), software: words(software) };
  return [{ ...what, gpu: device, gpus: 1, measured: measuredSweep(one), predicted }];
});

/** Machines to choose from, of which each pair differs. @param {(one: typeof chosen[number]) => string} groupOf @param {(one: typeof chosen[number]) => string} nameOf */
const groupsBy = (groupOf, nameOf) =>
  [...grouped(chosen, groupOf)]
    .filter(([, own]) => new Set(own.map(({ gpu }) => gpu)).size > 1)
    .map(([name, own]) => ({ name, choices: own.map((one) => ({ ...one, name: nameOf(one) })) }));

const studies = {
  "winners by GPU": {
    groups: groupsBy(
      ({ model, software }) => `${model}: ${software}`,
      ({ gpu }) => gpu,
    ),
    of: "model: software",
  },
  "winners by GPU and software": {
    groups: groupsBy(
      ({ model }) => model,
      ({ gpu, software }) => `${gpu}, ${software}`,
    ),
    of: "model",
  },
  "winners of language models": { groups: languageModelGroups(folder, prices), of: "model and limit" },
};
for (const [name, { groups, of }] of Object.entries(studies)) {
  const tables = studyTables(groups, scoreGroups(groups, prices, SEED, name), of);
  console.log(`\n${name}\n\n${tables}`);
  if (values.write) writeStudy(new URL("../../docs/validation.md", import.meta.url), name, tables);
}
