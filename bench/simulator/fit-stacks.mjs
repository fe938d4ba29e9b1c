/**
 * Fits the laws of software stacks (models/stacks/triton.json) to a table of measurements, and judges them by leaving out whole
 * configurations (model × device × precision), never single rows:
 *
 *     node bench/simulator/fit-stacks.mjs TABLE.csv [--write] [--every 6]
 *
 * The structure of each law begins as the file has it; one axis after another is varied. The table itself stays where it is: what is
 * written are the numbers of the laws, their source, and their errors for configurations that they were not fitted to.
 */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { parseArgs } from "node:util";
import { readTable, stackLawsSchema, summariseErrors, transferLawFor } from "plimsoll/internal";
import { casesOf, errorsOf, fitTransfer, rounded, StackFit, tidied } from "./stack-fit.mjs";

/** @import { ErrorRow, StackLaw, StackLaws } from "plimsoll/internal" */
/** @import { Case } from "./stack-fit.mjs" */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { write: { type: "boolean", default: false }, every: { type: "string", default: "6" } },
});
const [path] = positionals;
if (path === undefined) throw new Error("usage: node bench/simulator/fit-stacks.mjs TABLE.csv [--write]");
const EVERY = Number(values.every);
/** What a series without online rows says of its way. */
const NO_WAY = { backend: null, transport: null };
const LAWS_FILE = new URL("../../models/stacks/triton.json", import.meta.url);
const begun = stackLawsSchema.parse(JSON.parse(readFileSync(LAWS_FILE, "utf8")));
const bytes = readFileSync(path);
const sha256 = createHash("sha256").update(bytes).digest("hex");
const { rows, format } = readTable(bytes.toString("utf8"), path);
const ORIGIN = { file: basename(path), sha256, format, plimsollVersion: "" };

const cases = casesOf(rows, begun, ORIGIN);
const configs = [...new Set(cases.map(({ config }) => config))];
console.error(`${cases.length} series, ${configs.length} configurations`);

const fit = new StackFit(ORIGIN, EVERY);

/** Varies one axis after another. @param {readonly Case[]} own @param {StackLaw} begin @param {StackLaws} laws */
function fitLaw(own, begin, laws) {
  // What is hardly better is no reason to leave what is explained, least of all where few configurations say so.
  const few = new Set(own.map(({ config }) => config)).size < 3;
  return fit.fitLaw(own, begin, laws, { keep: few ? 0.85 : 0.95, passes: 2 });
}

/** @param {readonly Case[]} own @param {readonly string[]} ids laws to fit @param {StackLaws} base */
function fitAll(own, ids, base) {
  return {
    ...base,
    stacks: base.stacks.map((law) => {
      const mine = own.filter((one) => one.law === law.id);
      return mine.length > 0 && ids.includes(law.id) ? fitLaw(mine, law, base) : law;
    }),
  };
}

const withTransfers = {
  ...begun,
  transfers: begun.transfers.map((law) => tidied(fitTransfer(law, cases, begun))),
};
const ids = begun.stacks.map(({ id }) => id);
const fitted = fitAll(cases, ids, withTransfers);
for (const [index, law] of fitted.stacks.entries())
  if (JSON.stringify(law) !== JSON.stringify(begun.stacks[index]))
    console.error("changed", JSON.stringify({ ...law, words: "", fit: null }));
for (const law of fitted.transfers)
  console.error("transfer", JSON.stringify({ ...law, words: "", fit: null }));

/** @type {{ law: string, transfer: string, error: ErrorRow }[]} */
const judged = [];
for (const config of configs) {
  const others = cases.filter((one) => one.config !== config);
  const own = cases.filter((one) => one.config === config);
  const transfers = begun.transfers.map((law) => tidied(fitTransfer(law, others, begun)));
  const laws = {
    ...fitAll(
      others,
      own.map(({ law }) => law),
      withTransfers,
    ),
    transfers,
  };
  for (const one of own)
    for (const row of one.series.online) {
      const error = errorsOf(one, row, laws, 5, ORIGIN);
      const transfer = transferLawFor(row, begun)?.id ?? "none";
      if (error !== null) judged.push({ law: one.law, transfer, error });
    }
  console.error(config, shown(judged.slice(-own.reduce((sum, { series }) => sum + series.online.length, 0))));
}

/** @param {readonly { error: ErrorRow }[]} some */
function shown(some) {
  const errors = summariseErrors(some.map(({ error }) => error));
  return Object.entries(errors)
    .map(
      ([name, one]) =>
        `${name} ${one?.medianPercent.toFixed(1)}/${one?.p90Percent.toFixed(0)} (${one?.biasPercent.toFixed(1)})`,
    )
    .join("  ");
}

/** @param {readonly { error: ErrorRow }[]} some @param {number} series */
function fitOf(some, series) {
  const errors = summariseErrors(some.map(({ error }) => error));
  /** @param {typeof errors.p50Ms} one */
  const of = (one) =>
    one === null ? null : { medianPercent: rounded(one.medianPercent), p90Percent: rounded(one.p90Percent) };
  return {
    source: `${basename(path ?? "")} (SHA-256 ${sha256.slice(0, 12)}…), errors for configurations that were left out of the fit`,
    series,
    points: some.length,
    throughput: of(errors.throughputPerSec),
    p50: of(errors.p50Ms),
    p95: of(errors.p95Ms),
  };
}

console.log("all", shown(judged));
const written = {
  ...fitted,
  heldOut: fitOf(judged, cases.length),
  stacks: fitted.stacks.map((law) => {
    const own = judged.filter((one) => one.law === law.id);
    console.log(law.id, shown(own));
    return own.length === 0
      ? law
      : { ...law, fit: fitOf(own, cases.filter((one) => one.law === law.id).length) };
  }),
  transfers: fitted.transfers.map((law) => {
    const own = judged.filter((one) => one.transfer === law.id);
    const served = cases.filter(
      ({ series }) => transferLawFor(series.online[0] ?? NO_WAY, begun)?.id === law.id,
    );
    return own.length === 0 ? law : { ...law, fit: fitOf(own, served.length) };
  }),
};
if (values.write) writeFileSync(LAWS_FILE, `${JSON.stringify(written, null, 2)}\n`);
