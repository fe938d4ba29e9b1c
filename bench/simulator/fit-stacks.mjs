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
import {
  errorPercent,
  fitSeries,
  isRefusal,
  meanTimeMs,
  predictClosedLoop,
  readTable,
  seriesOf,
  serviceMs,
  stackLawFor,
  stackLawsSchema,
  summariseErrors,
  transferLawFor,
  transferMs,
  transferTimeMs,
} from "plimsoll/internal";

/** @import { ErrorRow, MeasuredRow, MeasuredSeries, StackLaw, StackLaws, TransferLaw } from "plimsoll/internal" */
/** @typedef {{ series: MeasuredSeries, config: string, law: string }} Case */

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

/** @type {Record<string, Partial<StackLaw>[]>} the values of each axis */
const AXES = {
  sharing: [
    { sharing: "one-at-a-time", stretch: null },
    { sharing: "in-order", stretch: null },
    ...[
      [1, 1.8],
      [1.2, 1.8],
      [1, 2],
      [1.2, 2],
      [1.6, 2],
      [2, 2],
      [2.5, 2],
      [3, 2.1],
      [3.5, 2],
    ].map(([idle = 1, full = 1]) => ({
      sharing: /** @type {const} */ ("stretched"),
      stretch: { idle, full },
    })),
  ],
  groups: [
    { groupsAheadPerInstance: 0, mergesAhead: false },
    { groupsAheadPerInstance: 2, mergesAhead: true },
    { groupsAheadPerInstance: 2, mergesAhead: false },
  ],
  steps: [{ stepShare: 0 }, { stepShare: 0.5 }, { stepShare: 1 }],
  input: [
    { inputOverlaps: false, inputStretch: null },
    { inputOverlaps: true, inputStretch: null },
    ...[2, 3, 4, 5].map((most) => ({ inputOverlaps: true, inputStretch: { most, requests: 9 } })),
  ],
};

/** @type {Case[]} */
const cases = seriesOf(rows).flatMap((series) => {
  const [first] = series.online;
  if (first === undefined || isRefusal(fitSeries(series, begun, ORIGIN))) return [];
  const law = stackLawFor(first, begun)?.id ?? "none";
  return [{ series, law, config: [first.model, first.device, first.precision].join(" ") }];
});
const configs = [...new Set(cases.map(({ config }) => config))];
console.error(`${cases.length} series, ${configs.length} configurations`);

/** Signed errors of one row, under laws. @param {Case} one @param {MeasuredRow} row @param {StackLaws} laws @param {number} seeds */
function errorsOf({ series }, row, laws, seeds) {
  const model = fitSeries(series, laws, ORIGIN);
  if (isRefusal(model)) throw new Error(model.refused);
  const { concurrency, clientBatch, instances, maxBatch } = row;
  const said = predictClosedLoop(
    model,
    { concurrency, clientBatch, instances: instances ?? 1, maxBatch: maxBatch ?? 1 },
    { seeds },
  );
  if (isRefusal(said)) return null;
  const meanMs = meanTimeMs(row);
  return errorPercent(
    { ...said, throughputPerSec: said.requestsPerSec },
    {
      ...row,
      serviceMs: serviceMs(row),
      throughputPerSec: meanMs === null ? null : (1000 * concurrency) / meanMs,
    },
  );
}

/** Errors that were found already. @type {Map<string, ErrorRow | null>} */
const known = new Map();

/** @param {readonly Case[]} own @param {StackLaw} law @param {StackLaws} laws */
function score(own, law, laws) {
  const text = JSON.stringify({ ...law, fit: null, words: "" });
  const own_laws = { ...laws, stacks: laws.stacks.map((other) => (other.id === law.id ? law : other)) };
  const errors = own.flatMap((one) =>
    one.series.online
      .filter((_, index) => index % EVERY === 0)
      .map((row) => {
        const key = `${row.line} ${text}`;
        if (!known.has(key)) known.set(key, errorsOf(one, row, own_laws, 2));
        return known.get(key) ?? null;
      }),
  );
  const summary = summariseErrors(errors.filter((error) => error !== null));
  const parts = [summary.throughputPerSec, summary.p50Ms, summary.p95Ms];
  return parts.reduce(
    (sum, part) => sum + (part === null ? 0 : part.medianPercent + 0.3 * part.p90Percent),
    0,
  );
}

/** Varies one axis after another. @param {readonly Case[]} own @param {StackLaw} begin @param {StackLaws} laws */
function fitLaw(own, begin, laws) {
  const few = new Set(own.map(({ config }) => config)).size < 3;
  let best = begin;
  let bestScore = score(own, best, laws);
  for (let pass = 0; pass < 2; pass++) {
    const before = bestScore;
    for (const choices of Object.values(AXES)) {
      for (const choice of choices) {
        const tried = { ...best, ...choice };
        const found = score(own, tried, laws);
        // What is hardly better is no reason to leave what is explained, least of all where few configurations say so.
        if (found < (few ? 0.85 : 0.95) * bestScore) [best, bestScore] = [tried, found];
      }
    }
    if (bestScore === before) break;
  }
  return best;
}

/** Fits a law of transfers to the measured times on the way. @param {TransferLaw} begin @param {readonly Case[]} own */
function fitTransfer(begin, own) {
  const seen = own.flatMap(({ series: { online, offline } }) =>
    online
      .filter((row) => transferLawFor(row, begun)?.id === begin.id)
      .flatMap((row) => {
        const way = transferMs(row);
        const [first] = offline;
        const aloneMs = first === undefined ? null : transferMs(first);
        const { concurrency, clientBatch: itemsPerRequest, itemBytes } = row;
        const size = itemBytes === null ? null : itemBytes * itemsPerRequest;
        return way === null || way <= 0
          ? []
          : [{ way, load: { concurrency, itemsPerRequest, bytes: size, aloneMs } }];
      }),
  );
  if (seen.length === 0) return begin;
  /** @param {TransferLaw} law */
  const off = (law) =>
    seen.reduce((sum, { way, load }) => sum + Math.abs(Math.log(transferTimeMs(law, load) / way)), 0) /
    seen.length;
  let best = begin;
  /** @type {(keyof TransferLaw & ("baseMs" | "share" | "exponent" | "itemsPower" | "perMegabyteMs" | "megabyteExponent"))[]} */
  const numbers = ["baseMs", "share", "exponent", "itemsPower", "perMegabyteMs", "megabyteExponent"];
  for (const step of [1.3, 1.1, 1.03])
    for (let pass = 0; pass < 12; pass++)
      for (const name of numbers)
        for (const factor of [step, 1 / step]) {
          const value = Math.min(
            name.endsWith("ponent") || name === "itemsPower" ? 1 : 1e6,
            best[name] * factor,
          );
          const tried = { ...best, [name]: value };
          if (off(tried) < off(best)) best = tried;
        }
  return best;
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

/** @param {number} value */
const rounded = (value) => Number(value.toPrecision(3));
/** @param {TransferLaw} law @returns {TransferLaw} */
const tidied = (law) => ({
  ...law,
  baseMs: rounded(law.baseMs),
  share: rounded(law.share),
  exponent: rounded(law.exponent),
  itemsPower: rounded(law.itemsPower),
  perMegabyteMs: rounded(law.perMegabyteMs),
  megabyteExponent: rounded(law.megabyteExponent),
});

const withTransfers = { ...begun, transfers: begun.transfers.map((law) => tidied(fitTransfer(law, cases))) };
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
  const transfers = begun.transfers.map((law) => tidied(fitTransfer(law, others)));
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
      const error = errorsOf(one, row, laws, 5);
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
