// How often does the gate fail a candidate that is no other than its baseline, and how often does it find one that is slower?
//
//   npm run bench:gate -- [GATES] [--write]
//
// Run-level noise is made up, and then treated as recorded runs would be: 40 runs are drawn, gates are made of them by drawing pairs
// and the sides of each by chance, in the order ABBA, and after 50 gates other 40 are drawn (the bound of the share that fails takes gates as
// independent). Figures of a run are log-normal around
// what its pair has in common (the schedule). Noises: 1, 2 and 4 % from run to run; 8 % of the runs slower by Exp(15 %); one run in
// twelve slower by a quarter, as by other work on the machine; and two that are not redrawn but measured in their order: a machine that slows down
// by 0.5 % a run, and one whose noise lasts (AR(1), 0.6 from run to run). The gate is the product's own (`nextLook`, `judgeAt`): p50, p95
// and failed requests (none), tolerance 5 %, alpha 5 % over 2 looks and 3 metrics, 7 and at most 14 pairs. p95 has twice the noise of
// p50, and shares half of it with it. Slower candidates: both figures by the same factor; "tail" is p95 alone, by 10 %.
// Seeds are fixed. GATES (10 000) are of sides that are alike; a tenth as many of each slower candidate: 40 seconds in all. With --write
// the table goes into docs/gate.md.
import { readFileSync, writeFileSync } from "node:fs";
import { boundsOfShare, createRng, looksAt, metricsOf, normal, parseMetric } from "plimsoll/internal";
import { playGate } from "./play-gate.mjs";

const ALIKE = Number(process.argv.slice(2).find((word) => /^\d+$/.test(word)) ?? 10_000);
const PAGE = new URL("../../docs/gate.md", import.meta.url);
const SLOWER = Math.ceil(ALIKE / 10);
const RUNS = 40;
/** Gates that are made of the same recorded runs. */
const GATES_OF_RUNS = 50;
const PLAN = { looks: looksAt(7, 14), alpha: 0.05 };
const METRICS = metricsOf(
  ["p50", "p95"].map((name) => {
    const asked = parseMetric(name);
    if ("problem" in asked) throw new Error(asked.problem);
    return asked;
  }),
  0.05,
);
/** Noise of p95 beside that of p50. */
const TAIL = 2;

/**
 * @typedef {{ p50: number, p95: number }} Logs logarithms of the figures of a run
 * @typedef {import("plimsoll/internal").Rng} Rng
 */

/** @param {number} spread @returns {(rng: Rng) => Logs} */
const noisy = (spread) => (rng) => {
  const shared = spread * normal(rng);
  const own = TAIL * spread * normal(rng);
  return { p50: shared, p95: shared + Math.sqrt(1 - 1 / TAIL ** 2) * own };
};

/** @param {(rng: Rng) => Logs} run @param {(rng: Rng) => number} slower @returns {(rng: Rng) => Logs} */
const disturbed = (run, slower) => (rng) => {
  const { p50, p95 } = run(rng);
  const by = slower(rng);
  return { p50: p50 + by, p95: p95 + by };
};

/** Series of runs in the order in which they were made. @type {Record<string, (rng: Rng, runs: number) => Logs[]>} */
const SERIES = {
  "1 %": independent(noisy(0.01)),
  "2 %": independent(noisy(0.02)),
  "4 %": independent(noisy(0.04)),
  "2 %, 8 % outliers": independent(
    disturbed(noisy(0.02), (rng) => (rng() < 0.08 ? Math.log1p(-0.15 * Math.log(1 - rng())) : 0)),
  ),
  "2 %, one run in 12 disturbed": independent(
    disturbed(noisy(0.02), (rng) => (rng() < 1 / 12 ? Math.log(1.25) : 0)),
  ),
  "2 %, drift 0.5 % a run": (rng, runs) =>
    Array.from({ length: runs }, (_, at) => disturbed(noisy(0.02), () => 0.005 * at)(rng)),
  "2 %, lasting (AR 0.6)"(rng, runs) {
    let state = 0;
    return Array.from({ length: runs }, () => {
      state = 0.6 * state + 0.8 * 0.02 * normal(rng);
      return { p50: state, p95: TAIL * state };
    });
  },
};
/** Noises of runs that depend on their order, so that they are not drawn anew. */
const IN_ORDER = ["2 %, drift 0.5 % a run", "2 %, lasting (AR 0.6)"];

/** @param {(rng: Rng) => Logs} run @returns {(rng: Rng, runs: number) => Logs[]} */
function independent(run) {
  return (rng, runs) => Array.from({ length: runs }, () => run(rng));
}

/** @type {Record<string, Logs>} */
const CANDIDATES = {
  "+3 %": both(1.03),
  "+5 %": both(1.05),
  "+8 %": both(1.08),
  "+10 %": both(1.1),
  "+20 %": both(1.2),
  tail: { p50: 0, p95: Math.log(1.1) },
};

/** @param {number} factor @returns {Logs} */
function both(factor) {
  return { p50: Math.log(factor), p95: Math.log(factor) };
}

/** One gate. @param {(pair: number) => { a: Logs, b: Logs }} pairOf @param {Logs} effect */
function gate(pairOf, effect) {
  return playGate(PLAN, METRICS, (pair) => {
    const { a, b } = pairOf(pair);
    return { p50: b.p50 + effect.p50 - a.p50, p95: b.p95 + effect.p95 - a.p95, errors: 0 };
  });
}

/** Sides of pair number `pair` in the order ABBA. @param {number} pair @param {Logs} first @param {Logs} second */
function inOrder(pair, first, second) {
  return pair % 2 === 0 ? { a: first, b: second } : { a: second, b: first };
}

/** Pairs of a gate whose runs are drawn from recorded ones, without putting any back. @param {Logs[]} recorded @param {Rng} rng */
function relabelled(recorded, rng) {
  const left = [...recorded];
  const draw = () => /** @type {Logs} */ (left.splice(Math.floor(rng() * left.length), 1)[0]);
  return (/** @type {number} */ pair) => inOrder(pair, draw(), draw());
}

/** @param {string} noise @param {Logs} effect @param {number} gates */
function cell(noise, effect, gates) {
  const rng = createRng(1, `gate ${noise}`);
  const series = SERIES[noise];
  if (series === undefined) throw new RangeError(noise);
  const counts = { pass: 0, fail: 0, inconclusive: 0, error: 0 };
  let pairs = 0;
  let recorded = series(rng, RUNS);
  for (let at = 0; at < gates; at++) {
    const isOrdered = IN_ORDER.includes(noise);
    if (isOrdered || at % GATES_OF_RUNS === 0) recorded = series(rng, RUNS);
    const runs = recorded;
    const pairOf = isOrdered
      ? (/** @type {number} */ pair) =>
          inOrder(pair, /** @type {Logs} */ (runs[2 * pair]), /** @type {Logs} */ (runs[2 * pair + 1]))
      : relabelled(runs, rng);
    const outcome = gate(pairOf, effect);
    counts[outcome.answer]++;
    pairs += outcome.pairs;
  }
  return { ...counts, pairs: pairs / gates };
}

/** @param {number} count @param {number} gates */
const percent = (count, gates) =>
  `${((100 * count) / gates).toFixed(count > 0 && count < gates / 50 ? 1 : 0)} %`;
const rows = Object.keys(SERIES).map((noise) => {
  const same = cell(noise, both(1), ALIKE);
  const { high } = boundsOfShare({ within: same.fail, of: ALIKE, worth: ALIKE });
  const alike = `${percent(same.fail, ALIKE)} (≤ ${(100 * high).toFixed(2)} %) | ${percent(same.pass, ALIKE)} | ${same.pairs.toFixed(1)}`;
  const slower = Object.values(CANDIDATES).map((effect) => cell(noise, effect, SLOWER));
  const row = `| ${noise} | ${alike} | ${slower
    .map(({ fail, pass }) => `${percent(fail, SLOWER)} / ${percent(pass, SLOWER)}`)
    .join(" | ")} |`;
  console.error(row);
  return row;
});
const table = [
  `| noise of a run (p50) | alike: FAIL (95 % bound) | PASS | pairs | ${Object.keys(CANDIDATES)
    .map((name) => `${name}: FAIL / PASS`)
    .join(" | ")} |`,
  `| --- | --- | --- | --- | ${Object.keys(CANDIDATES)
    .map(() => "---")
    .join(" | ")} |`,
  ...rows,
].join("\n");
console.log(table);
if (process.argv.includes("--write")) {
  const page = readFileSync(PAGE, "utf8");
  const [begin, end] = ["<!-- operating characteristics -->", "<!-- end of operating characteristics -->"];
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new RangeError("docs/gate.md has no place for the table");
  writeFileSync(PAGE, `${page.slice(0, from) + begin}\n${table}\n${page.slice(to)}`);
}
