import { readFileSync, writeFileSync } from "node:fs";
import { boundsOfShare, createRng, looksAt, metricsOf, parseMetric } from "plimsoll/internal";
import { EFFECTS } from "./effects.mjs";
import { playGate } from "./play-gate.mjs";
import { wholeGatesIn } from "./whole-gates.mjs";

const PAGE = new URL("../../docs/gate.md", import.meta.url);
const [BEGIN, END] = ["<!-- real gates -->", "<!-- end of real gates -->"];
const MOST_PAIRS = 14;
const PLAN = { looks: looksAt(7, MOST_PAIRS), alpha: 0.05 };
const METRICS = metricsOf(
  ["p50", "p99"].map((name) => {
    const asked = parseMetric(name);
    if ("problem" in asked) throw new Error(asked.problem);
    return asked;
  }),
  0.05,
);
const ALIKE_GATES = 10_000;
const SLOWER_GATES = 1000;

/**
 * @typedef {import("./recorded-pairs.mjs").RecordedPair} RecordedPair
 * @typedef {import("./recorded-pairs.mjs").Figures} Figures
 * @typedef {import("./play-gate.mjs").Differences | null} Differences
 */

/** Writes what is known of the recorded pairs as tables. */
export function writeTable({ alike, slower, folder, isWritten }) {
  const tables = [alikeTable(alike, folder), slowerTable(slower, alike[0][1])].filter(
    (table) => table !== "",
  );
  const text = tables.join("\n\n");
  console.log(text);
  if (!isWritten) return;
  const page = readFileSync(PAGE, "utf8");
  const [from, to] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (from < 0 || to < from) throw new RangeError("docs/gate.md has no place for the table");
  writeFileSync(PAGE, `${page.slice(0, from) + BEGIN}\n${text}\n${page.slice(to)}`);
}

function alikeTable(alike, folder) {
  const rows = alike.flatMap(([kind, pairs]) =>
    pairs.length < MOST_PAIRS
      ? []
      : [
          row(
            `${kind}: ${2 * pairs.length} runs, the two of a pair relabelled`,
            tally(ALIKE_GATES, (rng) => relabelled(pairs, rng)),
          ),
          row(
            `${kind}: any two of ${2 * pairs.length} runs`,
            tally(ALIKE_GATES, (rng) => anyTwo(pairs, rng)),
          ),
        ],
  );
  const whole = wholeGatesIn(folder);
  const counts = { pass: 0, fail: 0, inconclusive: 0, error: 0 };
  for (const { answer } of whole) counts[answer]++;
  const pairs = whole.reduce((sum, gate) => sum + gate.pairs, 0) / whole.length;
  if (whole.length > 0)
    rows.push(row(`sleep: whole gates, measured anew`, { counts, gates: whole.length, pairs }));
  if (rows.length === 0) return "";
  return [
    "| both alike | gates | FAIL (95 % bound) | PASS | pairs |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

function row(name, { counts, gates, pairs }) {
  const { high } = boundsOfShare({ within: counts.fail, of: gates, worth: gates });
  return `| ${name} | ${gates} | ${share(counts.fail, gates)} (≤ ${(100 * high).toFixed(2)} %) | ${share(counts.pass, gates)} | ${pairs.toFixed(1)} |`;
}

function slowerTable(slower, alike) {
  const rows = slower
    .filter(([, pairs]) => pairs.length >= MOST_PAIRS)
    .map(([name, pairs]) => {
      const { words, predicted } = /** @type {import("./effects.mjs").KnownEffect} */ (EFFECTS[name]);
      const isInOrder = name === "drift";
      const found = isInOrder ? windows(pairs) : tally(SLOWER_GATES, (rng) => resampled(pairs, rng));
      const guess =
        predicted === null || alike.length < MOST_PAIRS
          ? "not known"
          : share(
              tally(SLOWER_GATES, (rng) => shifted(relabelled(alike, rng), predicted)).counts.fail,
              SLOWER_GATES,
            );
      const missing = pairs.filter((pair) => differences(pair) === null).length;
      return `| ${words} | ${pairs.length} (${missing}) | ${found.gates} | ${share(found.counts.fail, found.gates)} | ${guess} | ${share(found.counts.pass, found.gates)} |`;
    });
  if (rows.length === 0) return "";
  return [
    "| candidate | real pairs (missing) | gates of them | FAIL | FAIL predicted | PASS |",
    "| --- | --- | --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

/** @param {number} gates @param {(rng: import("plimsoll/internal").Rng) => (pair: number) => Differences} pairsBy */
function tally(gates, pairsBy) {
  const rng = createRng(1, "real gates");
  return tallied(Array.from({ length: gates }, () => playGate(PLAN, METRICS, pairsBy(rng))));
}

/** Gates of pairs in their order, from each pair on: a drift is lost where pairs are drawn. */
function windows(pairs) {
  const starts = Array.from({ length: pairs.length - MOST_PAIRS + 1 }, (_, start) => start);
  return tallied(starts.map((start) => playGate(PLAN, METRICS, (pair) => differences(pairs[start + pair]))));
}

function tallied(outcomes) {
  const counts = { pass: 0, fail: 0, inconclusive: 0, error: 0 };
  for (const { answer } of outcomes) counts[answer]++;
  const pairs = outcomes.reduce((sum, outcome) => sum + outcome.pairs, 0) / outcomes.length;
  return { counts, gates: outcomes.length, pairs };
}

/** The recorded pairs in an order of chance, each side by chance. */
function relabelled(pairs, rng) {
  const draw = drawer(pairs, rng);
  return () => {
    const pair = draw();
    return differences(rng() < 0.5 ? pair : { ...pair, baseline: pair.candidate, candidate: pair.baseline });
  };
}

/** Any two of the recorded runs, which did not get the same requests. */
function anyTwo(pairs, rng) {
  const draw = drawer(
    pairs.flatMap(({ baseline, candidate }) => [baseline, candidate]),
    rng,
  );
  return () => differences({ baseline: draw(), candidate: draw() });
}

function resampled(pairs, rng) {
  const draw = drawer(pairs, rng);
  return () => differences(draw());
}

function shifted(pairOf, by) {
  return (pair) => {
    const found = pairOf(pair);
    if (found === null) return null;
    return Object.fromEntries(
      Object.entries(found).map(([id, one]) => [id, typeof one === "number" ? one + (by[id] ?? 0) : one]),
    );
  };
}

/** Draws without putting anything back. */
function drawer(all, rng) {
  const left = [...all];
  return () => left.splice(Math.floor(rng() * left.length), 1)[0];
}

/**
 * The differences of a pair as the gate takes them: a baseline that is invalid, or a candidate for a reason that is not the server's, makes it
 * missing.
 *
 * @param {Pick<RecordedPair, "baseline" | "candidate">} pair
 * @returns {Differences}
 */
function differences({ baseline, candidate }) {
  const ofServer = ["overloaded", "no-data", "server-died", "not-delivered"];
  if (!baseline.valid || candidate.codes.some((code) => !ofServer.includes(code))) return null;
  const log = (figure) =>
    baseline[figure] === null || candidate[figure] === null
      ? null
      : Math.log(candidate[figure] / baseline[figure]);
  return {
    p50: log("p50"),
    p99: log("p99"),
    errors: candidate.errors - baseline.errors,
    mayPass: candidate.valid,
  };
}

/** @param {number} count @param {number} of */
function share(count, of) {
  return `${((100 * count) / of).toFixed(count > 0 && count < of / 50 ? 1 : 0)} %`;
}
