// How good is the answer of the adaptive search, beside that of the full grid measured once, and of as many points drawn at random?
//
//   npm run build && node bench/sweep/adaptive-study.mjs [SEARCHES]
//
// Each search is of another made-up server (surface.mjs): 3 precisions × 6 batch sizes × 5 loads, points of 2 s + 10 s,
// cheapest within p95. A run's throughput differs by the spread (log-normal), its p95 by √2 of it, 1 % of runs are not
// valid. `lasting` is the share of the variance that a longer run does not lessen. Shortfall: how far the winner's true
// throughput is below that of the truly best point; where none was found, 100 %; a winner that truly misses its
// objective has its own column, and no shortfall below 0. "Against full": shortfall to the winner of the full grid, where
// both truly hold. Known: searches that ended because the answer was known, and how many of these were wrong by more
// than the tolerance of 2 % though the better point was not seen to miss its objective.
//
// 1000 searches each, 2026-11-30; spread, time, shortfalls and shares in %:
//
// | spread | lasting | method | time, mean / most | runs | shortfall, mean / p95 | > 2 % | > 5 % | misses its objective | against full, mean / p95 | known | of these wrong |
// | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
// | 0.0 | 1 | full | 101.0 / 105.6 | 90.0 | 0.1 / 0.0 | 0.5 | 0.5 | 0.5 | 0.0 / 0.0 | 0.0 | – |
// | 0.0 | 1 | random | 24.7 / 26.7 | 22.0 | 8.0 / 44.9 | 37.0 | 26.2 | 0.1 | 6.0 / 37.0 | 0.0 | – |
// | 0.0 | 1 | adaptive | 23.2 / 24.8 | 52.9 | 0.4 / 0.0 | 0.6 | 0.6 | 0.1 | -0.1 / 0.0 | 6.5 | 0.0 |
// | 3.0 | 0.5 | full | 101.0 / 105.6 | 90.0 | 1.0 / 3.6 | 13.0 | 2.6 | 3.9 | 0.0 / 0.0 | 0.0 | – |
// | 3.0 | 0.5 | random | 24.7 / 26.7 | 22.0 | 8.5 / 44.8 | 45.0 | 28.6 | 1.5 | 5.6 / 35.7 | 0.0 | – |
// | 3.0 | 0.5 | adaptive | 23.3 / 24.8 | 52.5 | 1.4 / 3.3 | 11.2 | 2.4 | 1.5 | -0.1 / 2.4 | 5.3 | 0.0 |
// | 7.0 | 0.5 | full | 101.0 / 105.6 | 90.0 | 2.1 / 7.8 | 29.7 | 12.3 | 9.0 | 0.0 / 0.0 | 0.0 | – |
// | 7.0 | 0.5 | random | 24.7 / 26.7 | 22.0 | 9.0 / 44.8 | 53.0 | 35.8 | 3.1 | 5.2 / 34.7 | 0.0 | – |
// | 7.0 | 0.5 | adaptive | 23.4 / 24.8 | 53.0 | 3.1 / 9.9 | 29.9 | 13.7 | 3.6 | 0.1 / 7.1 | 2.6 | 0.0 |
// | 7.0 | 0 | full | 101.0 / 105.6 | 90.0 | 2.1 / 7.8 | 29.7 | 12.3 | 9.0 | 0.0 / 0.0 | 0.0 | – |
// | 7.0 | 0 | random | 24.7 / 26.7 | 22.0 | 9.0 / 44.8 | 53.0 | 35.8 | 3.1 | 5.2 / 34.7 | 0.0 | – |
// | 7.0 | 0 | adaptive | 23.4 / 24.8 | 53.5 | 3.8 / 13.9 | 33.6 | 16.5 | 4.1 | 0.4 / 9.1 | 2.5 | 0.0 |
// | 7.0 | 1 | full | 101.0 / 105.6 | 90.0 | 2.1 / 7.8 | 29.7 | 12.3 | 9.0 | 0.0 / 0.0 | 0.0 | – |
// | 7.0 | 1 | random | 24.7 / 26.7 | 22.0 | 9.0 / 44.8 | 53.0 | 35.8 | 3.1 | 5.2 / 34.7 | 0.0 | – |
// | 7.0 | 1 | adaptive | 23.3 / 24.8 | 52.6 | 2.4 / 7.4 | 24.4 | 8.9 | 3.0 | -0.4 / 4.7 | 4.2 | 2.4 |
import { adaptive, bestOf, createRng, gridOf, keyOf, rankOf } from "plimsoll/internal";
import { BATCHES, bestPerSec, drawSurface, feasible, measureAt, truthAt } from "./surface.mjs";

const SEARCHES = Number(process.argv[2] ?? 1000);
const WARMUP_MS = 2000;
const WHOLE_MS = 10_000;
const RUN_MS = WARMUP_MS + WHOLE_MS;
const NOISES = [
  { spread: 0, lasting: 1 },
  { spread: 0.03, lasting: 0.5 },
  { spread: 0.07, lasting: 0.5 },
  { spread: 0.07, lasting: 0 },
  { spread: 0.07, lasting: 1 },
];

/**
 * @param {import("./surface.mjs").Surface} surface
 * @param {number} seed
 * @returns {import("plimsoll/internal").SweepPlan}
 */
function planOf({ loads, limitMs }, seed) {
  return {
    axes: [
      { name: "precision", values: ["fp32", "fp16", "int8"] },
      { name: "batch", values: BATCHES },
      { name: "concurrency", values: loads },
    ],
    goal: { wish: "cheapest", slo: limitMs === null ? [] : [`p95<=${limitMs.toFixed(3)}ms`], accuracy: null },
    seed,
    durationMs: WHOLE_MS,
    warmupMs: WARMUP_MS,
    repeats: 1,
    tolerance: 0.02,
    barred: [],
  };
}

/**
 * Each takes the plan and a function that measures a point, and leads to the winner.
 * @typedef {import("plimsoll/internal").Measure} Measure
 * @typedef {{ winner: Measure["point"] | null, reason: string, measured: Measure[] }} Found
 * @typedef {(planned: import("plimsoll/internal").Planned) => Measure} MeasureAt
 * @type {Record<string, (plan: import("plimsoll/internal").SweepPlan, measure: MeasureAt, rng: import("plimsoll/internal").Rng) => Found>}
 */
const METHODS = {
  full(plan, measure) {
    return bestSeen(gridOf(plan.axes).map((point) => measure({ point, take: 0, durationMs: WHOLE_MS })));
  },
  random(plan, measure, rng) {
    const shuffled = gridOf(plan.axes)
      .map((point) => ({ point, rank: rng() }))
      .sort((one, other) => one.rank - other.rank);
    const some = shuffled.slice(0, Math.floor(shuffled.length / 4));
    return bestSeen(some.map(({ point }) => measure({ point, take: 0, durationMs: WHOLE_MS })));
  },
  adaptive(plan, measure) {
    /** @type {Measure[]} */
    const measured = [];
    for (;;) {
      const decision = adaptive(plan, measured);
      if (decision.kind === "stop")
        return { winner: bestOf(plan, measured), reason: decision.reason, measured };
      measured.push(measure(decision.next));
    }
  },
};

/**
 * @param {Measure[]} measures
 * @returns {Found}
 */
function bestSeen(measures) {
  const good = measures.filter((one) => one.valid && one.objectives.every(({ holds }) => holds === true));
  const [best] = good.sort((one, other) => (other.inferencesPerSec ?? 0) - (one.inferencesPerSec ?? 0));
  return { winner: best?.point ?? null, reason: "", measured: measures };
}

/**
 * Points that were seen to miss the objective, rightly or wrongly.
 * @param {Measure[]} measured
 */
function missed(measured) {
  const all = new Map();
  for (const { point, valid, objectives } of measured) {
    const sum = all.get(keyOf(point)) ?? { within: 0, scheduled: 0 };
    const [objective] = objectives;
    if (valid && objective !== undefined) {
      sum.within += objective.within;
      sum.scheduled += objective.scheduled;
    }
    all.set(keyOf(point), sum);
  }
  return new Set(
    [...all].filter(([, { within, scheduled }]) => within < 0.95 * scheduled).map(([key]) => key),
  );
}

/**
 * @param {string} method
 * @param {import("./surface.mjs").Surface} surface
 * @param {number} seed
 * @param {{ spread: number, lasting: number }} noise
 */
function search(method, surface, seed, noise) {
  const rng = createRng(seed, method);
  let [spentMs, runs] = [0, 0];
  /** @type {MeasureAt} */
  const measure = (planned) => {
    const one = measureAt(surface, planned, { ...noise, wholeMs: WHOLE_MS }, rng);
    spentMs += one.attempts * (WARMUP_MS + planned.durationMs);
    runs++;
    return one;
  };
  const find = METHODS[method];
  if (find === undefined) throw new Error(`there is no method ${method}`);
  const { winner, reason, measured } = find(planOf(surface, seed), measure, rng);
  const truth = winner === null ? null : truthAt(surface, winner);
  const holds = truth !== null && feasible(surface, truth);
  const shortfall = truth === null ? 1 : Math.max(0, 1 - truth.perSec / bestPerSec(surface));
  const known = reason.startsWith("the answer is known");
  const wrong = truth === null || bestPerSec(surface, missed(measured)) * (1 - 0.02) > truth.perSec;
  return { share: spentMs / (surface.points.size * RUN_MS), runs, truth, holds, shortfall, known, wrong };
}

const mean = (values) => values.reduce((sum, value) => sum + Number(value), 0) / values.length;
const percent = (value) => (Number.isNaN(value) ? "–" : (100 * value).toFixed(1));
/** A percentile, by the rank that the product takes. */
const at = (values, percentile) => values.toSorted((a, b) => a - b)[rankOf(percentile, values.length) - 1];

console.log(
  "| spread | lasting | method | time, mean / most | runs | shortfall, mean / p95 | > 2 % | > 5 % | misses its objective | against full, mean / p95 | known | of these wrong |",
);
console.log("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
const surfaces = Array.from({ length: SEARCHES }, (_, seed) => drawSurface(createRng(seed, "surface")));
for (const noise of NOISES) {
  const full = surfaces.map((surface, seed) => search("full", surface, seed, noise));
  for (const method of Object.keys(METHODS)) {
    const all =
      method === "full" ? full : surfaces.map((surface, seed) => search(method, surface, seed, noise));
    const shortfalls = all.map(({ shortfall }) => shortfall);
    const against = all.flatMap((one, seed) => {
      const whole = full[seed];
      const bothHold = one.holds && whole?.holds === true;
      return bothHold && one.truth && whole.truth ? [1 - one.truth.perSec / whole.truth.perSec] : [];
    });
    const known = all.filter((one) => one.known);
    const cells = [
      percent(noise.spread),
      noise.lasting,
      method,
      `${percent(mean(all.map(({ share }) => share)))} / ${percent(Math.max(...all.map(({ share }) => share)))}`,
      mean(all.map(({ runs }) => runs)).toFixed(1),
      `${percent(mean(shortfalls))} / ${percent(at(shortfalls, 95))}`,
      percent(mean(shortfalls.map((one) => one > 0.02))),
      percent(mean(shortfalls.map((one) => one > 0.05))),
      percent(mean(all.map(({ truth, holds }) => truth !== null && !holds))),
      `${percent(mean(against))} / ${percent(at(against, 95))}`,
      percent(mean(all.map((one) => one.known))),
      percent(mean(known.map(({ wrong }) => wrong))),
    ];
    console.log(`| ${cells.join(" | ")} |`);
  }
}
