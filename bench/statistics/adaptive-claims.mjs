// How often is the adaptive search wrong in what it says of its own answer, and what does it cost?
//
//   npm run build && node bench/statistics/adaptive-claims.mjs [--searches 100] [--before FILE] [--only WORDS] [--spread 0.03] [--write]
//
// Each search is of another made-up server (claim-surfaces.mjs): 3 precisions × 6 batch sizes × 5 to 8 loads, points of 2 s + 10 s.
// A run's throughput differs by the spread (log-normal), its p95 by √2 of it; half of the variance is there at any length.
// "Known": searches that ended with "the answer is known"; of these wrong: its winner truly misses the objective, or
// another point that truly keeps it is better by more than the tolerance of 2 %. "Within": searches that did not, but said
// by how much another point may be better at most; of these wrong: one is better by more. Each with its binomial standard error.
// Shortfall: how far the winner's true score is below the best; searches whose winner misses its objective, or that have none
// where there is one, are another column. In italics: families on which nothing was tuned. `--write` puts the table into docs/sweep.md.
// Seeds are 0 … searches − 1. `--before` names the built src/internal.ts of another checkout, whose search is held against
// the same servers with the same noise: `git worktree add ../old 3e9dcf2`, then npm ci and npm run build there.
// 100 searches, before and now, take 5 minutes of one core.

import { readFileSync, writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import * as now from "plimsoll/internal";
import { BATCHES, measureAt, truthAt } from "../sweep/surface.mjs";
import { FAMILIES, surfaceFor } from "./claim-surfaces.mjs";

const { createRng, rankOf } = now;
const { values: given } = parseArgs({
  options: {
    searches: { type: "string", default: "100" },
    before: { type: "string" },
    only: { type: "string", default: "" },
    spread: { type: "string" },
    write: { type: "boolean", default: false },
  },
});
const SEARCHES = Number(given.searches);
const WHOLE_MS = 10_000;
const WARMUP_MS = 2000;
const TOLERANCE = 0.02;

/** @typedef {import("./claim-surfaces.mjs").ClaimSurface} ClaimSurface */

/**
 * @param {ClaimSurface} surface
 * @param {number} seed
 * @returns {import("plimsoll/internal").SweepPlan}
 */
function planOf({ loads, limitMs, wish }, seed) {
  return {
    axes: [
      { name: "precision", values: ["fp32", "fp16", "int8"] },
      { name: "batch", values: BATCHES },
      { name: "concurrency", values: loads },
    ],
    goal: { wish, slo: limitMs === null ? [] : [`p95<=${limitMs.toFixed(3)}ms`], accuracy: null },
    seed,
    durationMs: WHOLE_MS,
    warmupMs: WARMUP_MS,
    repeats: 1,
    tolerance: TOLERANCE,
    barred: [],
  };
}

const scoreOf = ({ wish }, { perSec, p95Ms }) => (wish === "latency" ? 1 / p95Ms : perSec);
const keeps = ({ limitMs }, { p95Ms }) => limitMs === null || p95Ms <= limitMs;

/**
 * One search, and what was true of what it said.
 *
 * @param {Pick<typeof now, "adaptive" | "bestOf">} product
 * @param {ClaimSurface} surface
 * @param {number} seed
 * @param {number} spread
 */
function search({ adaptive, bestOf }, surface, seed, spread) {
  const plan = planOf(surface, seed);
  const measured = [];
  let reason = "";
  for (;;) {
    const decision = adaptive(plan, measured);
    if (decision.kind === "stop") {
      reason = decision.reason;
      break;
    }
    // The noise of a take is its own, so that two searches that ask for the same see the same.
    const { point, take, durationMs } = decision.next;
    const rng = createRng(seed, `${now.keyOf(point)} ${take} ${durationMs}`);
    measured.push(measureAt(surface, decision.next, { spread, lasting: 0.5, wholeMs: WHOLE_MS }, rng));
  }
  const spentMs = measured.reduce((sum, one) => sum + one.attempts * (WARMUP_MS + one.durationMs), 0);
  const winner = bestOf(plan, measured);
  const truth = winner === null ? null : truthAt(surface, winner);
  const kept = [...surface.points.values()].filter((one) => keeps(surface, one));
  const best = Math.max(0, ...kept.map((one) => scoreOf(surface, one)));
  const isGood = truth !== null && keeps(surface, truth);
  const missing = truth === null ? Number.POSITIVE_INFINITY : best / scoreOf(surface, truth) - 1;
  const known = reason.startsWith("the answer is known");
  const within = known ? TOLERANCE : boundOf(reason);
  const isDoubted = /chance that it misses the objectives/.test(reason);
  return {
    share: spentMs / (surface.points.size * (WARMUP_MS + WHOLE_MS)),
    known,
    within,
    wrong: truth !== null && ((!isGood && !isDoubted) || (isGood && missing > (within ?? 0))),
    isGood,
    hasNone: kept.length === 0,
    shortfall: isGood ? missing / (1 + missing) : null,
  };
}

/** The share by which another point may be better at most, as the sentence has it; null where it has none. */
function boundOf(reason) {
  const [, percent] = /no other is better by more than ([\d.e+]+) %/.exec(reason) ?? [];
  const [, times] = /no other is more than ([\d.e+]+) times as good/.exec(reason) ?? [];
  if (percent !== undefined) return Number(percent) / 100;
  return times === undefined ? null : Number(times) - 1;
}

const mean = (values) => values.reduce((sum, value) => sum + Number(value), 0) / values.length;
const percent = (value) => (100 * value).toFixed(1);
/** A percentile, by the rank that the product takes. */
const at = (values, percentile) =>
  values.toSorted((a, b) => a - b)[rankOf(percentile, values.length) - 1] ?? Number.NaN;

function shareOf(some, isWrong) {
  if (some.length === 0) return "–";
  const share = mean(some.map(isWrong));
  const error = Math.sqrt((share * (1 - share)) / some.length);
  return `${(100 * share).toFixed(0)} ± ${(100 * error).toFixed(0)} %`;
}

/** What a search said, over all seeds. */
function summaryOf(family, spread, product) {
  const all = Array.from({ length: SEARCHES }, (_, seed) =>
    search(product, surfaceFor(family, seed), seed, spread),
  );
  const known = all.filter((one) => one.known);
  const bounded = all.filter((one) => !one.known && one.within !== null);
  const shortfalls = all.flatMap(({ shortfall }) => shortfall ?? []);
  const bound = at(
    bounded.map(({ within }) => 100 * (within ?? 0)),
    50,
  );
  return {
    known: `${(100 * mean(all.map((one) => one.known))).toFixed(0)} %`,
    knownWrong: shareOf(known, ({ wrong }) => wrong),
    within:
      bounded.length === 0
        ? "–"
        : `${((100 * bounded.length) / all.length).toFixed(0)} %: ${bound.toFixed(0)} %`,
    withinWrong: shareOf(bounded, ({ wrong }) => wrong),
    time: `${percent(mean(all.map(({ share }) => share)))} %`,
    shortfall: `${percent(mean(shortfalls))} %`,
    misses: `${percent(mean(all.map(({ isGood, hasNone }) => !isGood && !hasNone)))} %`,
  };
}

const before = given.before ? await import(pathToFileURL(resolve(given.before)).href) : null;
const lines = [
  "| servers | spread | known: before → now | of these wrong | now not known, but within: median | of these wrong | time of the grid's | mean shortfall | misses the objective |",
  "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
];
console.log(lines.join("\n"));
for (const [family, { spreads, tuned }] of Object.entries(FAMILIES)) {
  if (!family.includes(given.only)) continue;
  for (const spread of spreads) {
    if (given.spread !== undefined && Number(given.spread) !== spread) continue;
    const [old, own] = [
      before === null ? null : summaryOf(family, spread, before),
      summaryOf(family, spread, now),
    ];
    const both = (key) => (old === null ? own[key] : `${old[key]} → ${own[key]}`);
    const cells = [
      tuned ? family : `*${family}*`,
      `${percent(spread).replace(".0", "")} %`,
      both("known"),
      both("knownWrong"),
      own.within,
      own.withinWrong,
      both("time"),
      both("shortfall"),
      both("misses"),
    ];
    lines.push(`| ${cells.join(" | ")} |`);
    console.log(lines.at(-1));
  }
}

if (given.write) {
  if (before === null) throw new Error("--write needs --before, for half of the table");
  const path = new URL("../../docs/sweep.md", import.meta.url);
  const marks = /(<!-- study: adaptive-claims -->\n)[\s\S]*?(<!-- end of study -->)/;
  const text = readFileSync(path, "utf8");
  if (!marks.test(text)) throw new Error("docs/sweep.md has no marks for this study");
  writeFileSync(
    path,
    text.replace(marks, (_, start, end) => `${start}\n${lines.join("\n")}\n\n${end}`),
  );
}
