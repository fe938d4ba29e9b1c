// Made-up servers, each with a known truth, on which what the adaptive search says of its answer is checked. They have the
// shape that bench/sweep/surface.mjs measures: a truth for each point, and a limit of p95.
import { createRng, normal } from "plimsoll/internal";
import { BATCHES, drawSurface } from "../sweep/surface.mjs";

/** @typedef {import("plimsoll/internal").Rng} Rng */
/** @typedef {[string, ...string[]]} Texts */
/**
 * @typedef {{ perSec: number, p95Ms: number, batch: number }} Truth
 * @typedef {{ points: Map<string, Truth>, limitMs: number | null, tail: number, loads: Texts, wish: "cheapest" | "throughput" | "latency" }} ClaimSurface
 */

const PRECISIONS = ["fp32", "fp16", "int8"];
/** @type {Texts} */
const DOUBLING = ["1", "2", "4", "8", "16"];
/** @type {Texts} */
const FOURFOLD = ["1", "4", "16", "64", "256"];
/** @type {Texts} */
const MANY = ["1", "2", "4", "8", "16", "32", "64", "128"];

/** @param {Rng} rng */
const between = (rng, low, high) => low + (high - low) * rng();
/** @param {Rng} rng */
const logBetween = (rng, low, high) => Math.exp(between(rng, Math.log(low), Math.log(high)));
/** @param {Rng} rng */
const oneOf = (rng, values) => values[Math.floor(rng() * values.length)] ?? values[0];

/**
 * A surface whose configurations are drawn one by one.
 *
 * @param {(precision: string, batch: number) => (load: number) => { perSec: number, p95Ms?: number }} draw
 * @param {{ loads?: Texts, limitMs?: number | null, wish?: ClaimSurface["wish"] }} given
 * @returns {ClaimSurface}
 */
function surfaceOf(draw, { loads = DOUBLING, limitMs = null, wish = "throughput" } = {}) {
  const points = new Map();
  for (const precision of PRECISIONS)
    for (const batch of BATCHES) {
      const at = draw(precision, Number(batch));
      for (const load of loads) {
        const { perSec, p95Ms = 10 } = at(Number(load));
        points.set(`batch=${batch} concurrency=${load} precision=${precision}`, { perSec, p95Ms, batch: 1 });
      }
    }
  return { points, limitMs, tail: 1.3, loads, wish };
}

/** Rises by half with each doubling up to a peak, and falls by a share with each after it. */
const peaked = (top, peak, fall) => (load) => ({
  perSec: load <= peak ? top * 1.5 ** Math.log2(load / peak) : top * (1 - fall) ** Math.log2(load / peak),
});

/** @param {number} fall @param {Texts} [loads] */
const randomPeaks =
  (fall, loads = DOUBLING) =>
  (rng) =>
    surfaceOf(() => peaked(1000 * logBetween(rng, 1, 3), Number(oneOf(rng, loads)), fall), { loads });

/** The example of the audit: without noise, a peak at 2 in flight, and a loss of 15 % with each doubling. */
const EXAMPLE_FACTORS = { fp32: 1, fp16: 1.1, int8: 1.2 };
function example() {
  return surfaceOf((precision) => peaked(1000 * EXAMPLE_FACTORS[precision], 2, 0.15));
}

/** Throughput that saturates, and latency that goes over the limit from one load to the next. */
const cliff = (rng, jump, near) => {
  const [low, high] = jump;
  return surfaceOf(
    () => {
      const [top, half, last] = [
        1000 * logBetween(rng, 1, 3),
        between(rng, 1, 8),
        Number(oneOf(rng, DOUBLING)),
      ];
      const before = 50 / logBetween(rng, 1 + near, 3);
      const after = 50 * logBetween(rng, low, high);
      return (load) => ({
        perSec: (top * load) / (load + half),
        p95Ms: load <= last ? before * (load / last) ** 0.3 : after * (load / last),
      });
    },
    { limitMs: 50 },
  );
};

/** Latency in proportion to the load, the limit anywhere between two loads. */
const slope = (rng) =>
  surfaceOf(
    () => {
      const [top, half] = [1000 * logBetween(rng, 1, 3), between(rng, 1, 8)];
      const oneMs = logBetween(rng, 2, 40);
      return (load) => ({
        perSec: (top * load) / (load + half),
        p95Ms: (oneMs * (load + half)) / (1 + half),
      });
    },
    { limitMs: 50 },
  );

/** A plateau that is reached soon, and a collapse at the last load, or the last but one, of some configurations. */
const lateCollapse = (rng) =>
  surfaceOf(() => {
    const [top, half] = [1000 * logBetween(rng, 1, 3), between(rng, 0.2, 1)];
    const [from, left] = [oneOf(rng, [8, 16, 32]), between(rng, 0.4, 0.7)];
    return (load) => ({ perSec: ((top * load) / (load + half)) * (load >= from ? left : 1) });
  });

/** A smooth hill: a parabola of the logarithms. */
const hills = (rng) =>
  surfaceOf(
    () => {
      const [top, peak, width] = [1000 * logBetween(rng, 1, 3), between(rng, 0, 7), between(rng, 1.5, 6)];
      return (load) => ({ perSec: top * Math.exp(-(((Math.log2(load) - peak) / width) ** 2)) });
    },
    { loads: MANY },
  );

/** Curves of the universal scalability law. */
const scalability = (rng, loads = FOURFOLD) =>
  surfaceOf(
    () => {
      const [one, alpha, beta] = [
        100 * logBetween(rng, 1, 3),
        logBetween(rng, 0.02, 0.5),
        logBetween(rng, 1e-6, 1e-2),
      ];
      return (load) => ({ perSec: (one * load) / (1 + alpha * (load - 1) + beta * load * (load - 1)) });
    },
    { loads },
  );

/** Each precision has its peak at another load; batches change the height alone. */
const peakOfVariant = (rng) => {
  const peaks = { fp32: 2, fp16: 4, int8: 16 };
  const fall = between(rng, 0.05, 0.35);
  const factors = { fp32: 1, fp16: logBetween(rng, 0.7, 1.5), int8: logBetween(rng, 0.7, 1.5) };
  return surfaceOf(
    (precision, batch) => peaked(1000 * factors[precision] * batch ** 0.1, peaks[precision], fall),
    { wish: "cheapest" },
  );
};

/** Latency that a wait for a fuller batch makes long under little load, and a queue under much. */
const waits = (rng, given) =>
  surfaceOf(() => {
    const [serviceMs, waitMs] = [logBetween(rng, 5, 15), logBetween(rng, 1, 40)];
    const [most, top] = [between(rng, 2, 16), 1000 * logBetween(rng, 1, 3)];
    return (load) => ({
      perSec: (top * load) / (load + most / 2),
      p95Ms: serviceMs * Math.max(1, load / most) + waitMs / load,
    });
  }, given);

/** Whether a point keeps its objective has nothing to do with its load. */
const scrambled = (rng) =>
  surfaceOf(
    () => {
      const [top, half] = [1000 * logBetween(rng, 1, 3), between(rng, 1, 8)];
      return (load) => ({
        perSec: (top * load) / (load + half),
        p95Ms: 50 * (rng() < 0.5 ? between(rng, 0.4, 0.8) : between(rng, 1.25, 3)),
      });
    },
    { limitMs: 50 },
  );

/** Every point has a throughput of its own. */
const chaos = (rng) => surfaceOf(() => () => ({ perSec: 1000 * Math.exp(0.4 * normal(rng)) }));

/** The project's own servers (bench/sweep/surface.mjs). */
const ordinary = (rng) => ({ ...drawSurface(rng), wish: /** @type {const} */ ("cheapest") });

/** @type {Record<string, { draw: (rng: Rng) => ClaimSurface, spreads: readonly number[], tuned: boolean }>} */
export const FAMILIES = {
  "the example of the audit": { draw: example, spreads: [0], tuned: true },
  "peaks, 5 % lost per doubling": { draw: randomPeaks(0.05), spreads: [0.03, 0.07], tuned: true },
  "peaks, 10 % lost": { draw: randomPeaks(0.1), spreads: [0.03, 0.07], tuned: true },
  "peaks, 20 % lost": { draw: randomPeaks(0.2), spreads: [0.03, 0.07], tuned: true },
  "peaks, 30 % lost": { draw: randomPeaks(0.3), spreads: [0, 0.03, 0.07], tuned: true },
  "cliff of the objective, near the limit": {
    draw: (rng) => cliff(rng, [1.03, 1.5], 0.03),
    spreads: [0.03, 0.07],
    tuned: true,
  },
  "cliff of the objective, far from it": {
    draw: (rng) => cliff(rng, [1.5, 3], 0.4),
    spreads: [0.03, 0.07],
    tuned: true,
  },
  ordinary: { draw: ordinary, spreads: [0, 0.03, 0.07], tuned: true },
  "latency in proportion to load": { draw: slope, spreads: [0.03, 0.07], tuned: false },
  "plateau with a late collapse": { draw: lateCollapse, spreads: [0, 0.03, 0.07], tuned: false },
  "smooth hills over 8 loads": { draw: hills, spreads: [0.03, 0.07], tuned: false },
  "scalability law over 1 to 256": { draw: scalability, spreads: [0.03, 0.07], tuned: false },
  "peaks over 1 to 256, 10 % lost": { draw: randomPeaks(0.1, FOURFOLD), spreads: [0.03, 0.07], tuned: false },
  "another peak for each variant": { draw: peakOfVariant, spreads: [0.03, 0.07], tuned: false },
  "lowest latency, batches that wait": {
    draw: (rng) => waits(rng, { wish: "latency" }),
    spreads: [0, 0.03, 0.07],
    tuned: false,
  },
  "objective kept from some load to another": {
    draw: (rng) => waits(rng, { limitMs: 20 }),
    spreads: [0, 0.03, 0.07],
    tuned: false,
  },
  "objective kept at any loads": { draw: scrambled, spreads: [0, 0.03, 0.07], tuned: false },
  "throughput of chance": { draw: chaos, spreads: [0, 0.03], tuned: false },
};

/** @param {string} family @param {number} seed */
export function surfaceFor(family, seed) {
  const { draw } = FAMILIES[family] ?? {};
  if (draw === undefined) throw new Error(`there is no family ${family}`);
  return draw(createRng(seed, `surface of ${family}`));
}
