// How far is the figure that a sweep reports of its best point from the truth, before and after that point is measured again?
//
//   npm run build && node bench/statistics/winners-curse.mjs [SWEEPS] [--write]
//
// Each sweep is of another made-up server (bench/sweep/surface.mjs: 3 precisions × 6 batch sizes × 5 loads, runs of 2 s + 10 s,
// highest throughput, mostly within a p95), or of 90 points that are all truly alike, or all near the limit (looked at after
// the rule was made). Runs differ by the spread (log-normal; half
// of the variance lasts at any length), 1 % are not valid. Before: the old rule, the point with the best figure, with the
// figure it was picked by (with --repeats the median). After: the product's own rule, with the best, its runner-up and fp32's best
// measured again. Reported ÷ true is that of inferences per second, as a mean over sweeps with its standard error.
// "Too high" is the share of sweeps whose figure is above the truth; "misses" that of best points that truly miss the objective, and
// "shown to hold" that of those with one whose answer is not "not shown" (a run counts for as many independent requests as it has);
// "× fp32" the reported ratio to fp32's best ÷ the true ratio of the same two points. Seeds are 0 … SWEEPS − 1, spreads and
// strategies share surfaces. 100 sweeps take about 2 minutes. With --runs, other numbers of runs after the pick are compared.
import { readFileSync, writeFileSync } from "node:fs";
import {
  adaptive,
  answersOf,
  bestOf,
  candidates,
  confirming,
  createRng,
  fullGrid,
  keyOf,
  normal,
  summarisePoints,
} from "plimsoll/internal";
import { BATCHES, bestPerSec, drawSurface, feasible, measureAt, truthAt } from "../sweep/surface.mjs";

const numbers = process.argv.slice(2).filter((word) => /^\d+$/.test(word));
const SWEEPS = Number(numbers[0] ?? 300);
const RUNS = process.argv.includes("--runs") ? [0, 1, 2, 3, 5] : [3];
const WARMUP_MS = 2000;
const WHOLE_MS = 10_000;
const PAGE = new URL("../../docs/sweep.md", import.meta.url);
const PRICE = { currency: "USD", isExample: true };
/** @type {[string, ...string[]]} */
const PRECISIONS = ["fp32", "fp16", "int8"];

/**
 * @typedef {{ strategy: import("plimsoll/internal").Strategy, repeats: number, settle?: typeof bestOf }} Method
 * @type {Record<string, Method>}
 */
const STRATEGIES = {
  "full grid": { strategy: fullGrid, repeats: 1 },
  "full grid, `--repeats 3`": { strategy: fullGrid, repeats: 3 },
  "`--adaptive`": { strategy: adaptive, repeats: 1, settle: bestOf },
};
const SURFACES = {
  "made-up servers": (seed) => drawSurface(createRng(seed, "surface")),
  "90 points near the limit": (seed) =>
    nearLimit(drawSurface(createRng(seed, "surface")), createRng(seed, "near")),
  "90 points alike": (seed) => alike(drawSurface(createRng(seed, "surface"))),
};

/** A server whose points differ little, with a p95 within 16 % of the limit: of half of them beyond it. */
function nearLimit({ tail, loads, points }, rng) {
  const near = [...points].map(([key, { batch }]) => {
    const perSec = 1000 * Math.exp(0.05 * normal(rng));
    return [key, { perSec, p95Ms: 20 * (0.84 + 0.32 * rng()), batch }];
  });
  return { points: new Map(/** @type {any} */ (near)), limitMs: 20, tail, loads };
}

/** A server whose points are all the same, without an objective: whatever is picked is picked by chance. */
function alike({ tail, loads, points }) {
  const same = [...points].map(([key, { batch }]) => [key, { perSec: 1000, p95Ms: 20, batch }]);
  return { points: new Map(/** @type {any} */ (same)), limitMs: null, tail, loads };
}

/** @returns {import("plimsoll/internal").SweepPlan} */
function planOf({ loads, limitMs }, seed, repeats) {
  const slo = limitMs === null ? [] : [`p95<=${limitMs.toFixed(3)}ms`];
  return {
    axes: [
      { name: "precision", values: PRECISIONS },
      { name: "batch", values: BATCHES },
      { name: "concurrency", values: loads },
    ],
    goal: { wish: "throughput", slo, accuracy: null },
    seed,
    durationMs: WHOLE_MS,
    warmupMs: WARMUP_MS,
    repeats,
    tolerance: 0.02,
    barred: [],
  };
}

/** Measures what the strategy asks for, until it stops. */
function follow(strategy, plan, measure) {
  /** @type {import("plimsoll/internal").Measure[]} */
  const measured = [];
  for (;;) {
    const decision = strategy(plan, measured);
    if (decision.kind === "stop") return measured;
    measured.push(measure(decision.next));
  }
}

/**
 * The figures of one sweep, before and after its best points are measured again.
 * @param {Method} method
 */
function sweep(surface, seed, spread, method, runs) {
  const { strategy, repeats, settle } = method;
  const plan = planOf(surface, seed, repeats);
  const rng = createRng(seed, `runs at ${spread}`);
  const noise = { spread, lasting: 0.5, wholeMs: WHOLE_MS };
  const confirmation = { runs, reference: "fp32", ...(settle === undefined ? {} : { settle }) };
  const measures = follow(confirming(strategy, confirmation), plan, (next) =>
    measureAt(surface, next, noise, rng),
  );
  const picking = measures.filter(({ confirms }) => !confirms);
  const points = summarisePoints(measures, WHOLE_MS);
  const before = summarisePoints(picking, WHOLE_MS);
  const settled = settle?.(plan, picking) ?? null;
  const { best } = answersOf({
    axes: plan.axes,
    goal: plan.goal,
    measures,
    points,
    picking: before,
    accuracy: [],
    price: PRICE,
    partial: false,
    settled,
  });
  const timeMs = (some) =>
    some.reduce((sum, { attempts, durationMs }) => sum + attempts * (WARMUP_MS + durationMs), 0);
  const pick = pickOf(plan.goal, before, settled);
  return {
    before: outcome(surface, plan.goal, before, pick),
    after: outcome(surface, plan.goal, points, best?.point ?? null),
    switched: pick !== null && best !== null && keyOf(pick) !== keyOf(best.point),
    extra: timeMs(measures.filter(({ confirms }) => confirms)) / (90 * (WARMUP_MS + WHOLE_MS)),
  };
}

/** The old rule: the point that a search settled on, else the one with the best figure. */
function pickOf(goal, points, settled) {
  const ranked = candidates(goal, points, () => true);
  const chosen = ranked.find(({ summary }) => settled !== null && keyOf(summary.point) === keyOf(settled));
  return (chosen ?? ranked[0])?.summary.point ?? null;
}

/** The figure reported of a best point beside the truth; null where nothing is recommended. */
function outcome(surface, goal, points, point) {
  if (point === null) return null;
  const truth = truthAt(surface, point);
  const reportedOf = (one) =>
    points.find((summary) => keyOf(summary.point) === keyOf(one))?.inferencesPerSec ?? Number.NaN;
  const [own] = candidates(goal, points, ({ precision }) => precision === "fp32");
  const reference = point.precision === "fp32" || own === undefined ? null : own.summary.point;
  return {
    ratio: reportedOf(point) / truth.perSec,
    hasLimit: surface.limitMs !== null,
    misses: !feasible(surface, truth),
    isShown: points.find((summary) => keyOf(summary.point) === keyOf(point))?.answer === "holds",
    shortfall: Math.max(0, 1 - truth.perSec / bestPerSec(surface)),
    times:
      reference === null
        ? null
        : (reportedOf(point) / reportedOf(reference)) * (truthAt(surface, reference).perSec / truth.perSec),
  };
}

const mean = (values) => values.reduce((sum, value) => sum + Number(value), 0) / values.length;
const errorOf = (values) => {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)) / (values.length - 1));
};
const percent = (value) => (Number.isNaN(value) ? "–" : (100 * value).toFixed(1));
/** The mean of ratios as the percentage by which it is above 1, with its standard error. */
const bias = (ratios) => {
  const text = `${percent(mean(ratios) - 1)} ± ${percent(errorOf(ratios))}`;
  return ratios.length < 2 ? "–" : text.startsWith("-") ? text.replace("-", "−") : `+${text}`;
};

function cellsOf(found) {
  const some = found.filter((one) => one !== null);
  const times = some.flatMap(({ times }) => times ?? []);
  const judged = some.filter(({ hasLimit }) => hasLimit);
  const shown = judged.filter(({ isShown }) => isShown);
  return [
    bias(some.map(({ ratio }) => ratio)),
    percent(mean(some.map(({ ratio }) => ratio > 1))),
    bias(times),
    percent(mean(some.map(({ misses }) => misses))),
    percent(mean(judged.map(({ isShown }) => isShown))),
    percent(mean(shown.map(({ misses }) => misses))),
    percent(mean(some.filter(({ misses }) => !misses).map(({ shortfall }) => shortfall))),
    found.length - some.length,
  ];
}

const lines = [
  "| servers | strategy | spread | best point | reported ÷ true − 1, % | too high, % | × fp32 ÷ true − 1, % | misses, % | shown to hold, % | of these misses, % | below the best there is, % | none | other point, % | time, % of the grid's |",
  "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |",
];
for (const [servers, surfaceOf] of Object.entries(SURFACES))
  for (const [name, method] of Object.entries(STRATEGIES))
    for (const spread of [0.03, 0.07])
      for (const runs of RUNS) {
        const sweeps = Array.from({ length: SWEEPS }, (_, seed) =>
          sweep(surfaceOf(seed), seed, spread, method, runs),
        );
        const head = [servers, name, `${percent(spread)} %`];
        if (runs === RUNS[0])
          lines.push(
            `| ${[...head, "as picked", ...cellsOf(sweeps.map(({ before }) => before)), "", ""].join(" | ")} |`,
          );
        const again = cellsOf(sweeps.map(({ after }) => after));
        const [switched, extra] = [
          mean(sweeps.map((one) => one.switched)),
          mean(sweeps.map((one) => one.extra)),
        ];
        lines.push(
          `| ${[...head, `measured again ${runs} ×`, ...again, percent(switched), `+${percent(extra)}`].join(" | ")} |`,
        );
      }
const table = lines.join("\n");
console.log(table);
if (process.argv.includes("--write")) {
  const page = readFileSync(PAGE, "utf8");
  const block = /(<!-- study: winners-curse -->\n)[\s\S]*?(<!-- end of study -->)/;
  if (!block.test(page)) throw new Error("docs/sweep.md has no place for the table of winners-curse");
  writeFileSync(
    PAGE,
    page.replace(block, (_, from, to) => `${from}\n${SWEEPS} sweeps each.\n\n${table}\n\n${to}`),
  );
}
