// A made-up server with a known truth, and noisy measures of it.
//
// One server runs batches of n items in a + b·n + r·(requests) ms and takes what waits, at most 32 items. A closed loop of
// N requests of B items keeps N·B in flight, of which a share finds its way into the next batch. Throughput X follows
// from the batch, falls a little with N, and mean response time is N·B/X (Little's law).
import { keyOf, normal } from "plimsoll/internal";

const MAX_BATCH = 32;
/** @type {[string, ...string[]]} */
export const BATCHES = ["1", "2", "4", "8", "16", "32"];
/** @typedef {[string, ...string[]]} Loads */
/** @type {[Loads, ...Loads[]]} */
const LOADS = [
  ["1", "2", "4", "8", "16"],
  ["1", "4", "16", "64", "256"],
  ["1", "2", "8", "32", "64"],
];
/** Runs that the machine spoiled, and their second attempt too. */
const INVALID_SHARE = 0.01;

/** @param {import("plimsoll/internal").Rng} rng */
export function drawSurface(rng) {
  const between = (low, high) => low + (high - low) * rng();
  const logBetween = (low, high) => Math.exp(between(Math.log(low), Math.log(high)));
  const perItemMs = logBetween(0.2, 3);
  const perBatchMs = perItemMs * logBetween(0.3, 15);
  const perRequestMs = logBetween(0.02, 0.2);
  const clientMs = logBetween(0.1, 1);
  const joins = between(0.5, 1);
  const fall = rng() < 0.5 ? 0 : logBetween(1e-5, 1e-3);
  const tail = between(1.05, 1.6);
  const factors = {
    fp32: 1,
    fp16: rng() < 0.5 ? between(0.9, 1.15) : between(0.5, 0.9),
    int8: between(0.25, 1),
  };
  const loads = LOADS[Math.floor(rng() * LOADS.length)] ?? LOADS[0];
  /** @type {Map<string, { perSec: number, p95Ms: number, batch: number }>} */
  const points = new Map();
  for (const precision of Object.keys(factors))
    for (const batch of BATCHES)
      for (const concurrency of loads) {
        const [b, n] = [Number(batch), Number(concurrency)];
        const items = Math.min(Math.max(MAX_BATCH, b), Math.max(b, n * b * joins));
        const runMs = factors[precision] * (perBatchMs + perItemMs * items) + (perRequestMs * items) / b;
        const idleMs = clientMs / n;
        const perSec = ((items / (runMs + idleMs)) * 1000) / (1 + fall * (n - 1));
        const meanMs = ((n * b) / perSec) * 1000;
        points.set(`batch=${batch} concurrency=${concurrency} precision=${precision}`, {
          perSec,
          p95Ms: meanMs * tail,
          batch: b,
        });
      }
  const p95s = [...points.values()].map(({ p95Ms }) => p95Ms).sort((x, y) => x - y);
  const limitMs = rng() < 0.15 ? null : logBetween(p95s[2] ?? 0, p95s.at(-5) ?? 0);
  return { points, limitMs, tail, loads };
}

/** @typedef {ReturnType<typeof drawSurface>} Surface */

export const feasible = ({ limitMs }, { p95Ms }) => limitMs === null || p95Ms <= limitMs;

/**
 * The best that there is beside the excluded points, in items per second.
 * @param {Surface} surface
 */
export function bestPerSec(surface, excluded = new Set()) {
  const good = [...surface.points].filter(([key, point]) => feasible(surface, point) && !excluded.has(key));
  return Math.max(...good.map(([, { perSec }]) => perSec));
}

/**
 * One run. Of the variance of a whole one, the share `lasting` is there at any length, the rest goes with 1 ÷ length.
 * @param {Surface} surface
 * @param {import("plimsoll/internal").Planned} planned
 * @param {{ spread: number, lasting: number, wholeMs: number }} noise
 * @param {import("plimsoll/internal").Rng} rng
 * @returns {import("plimsoll/internal").Measure}
 */
export function measureAt(
  surface,
  { point, take, durationMs, confirms = false },
  { spread, lasting, wholeMs },
  rng,
) {
  const key = keyOf(point);
  const { perSec, p95Ms, batch } = truthAt(surface, point);
  const noise = spread * Math.sqrt(lasting + ((1 - lasting) * wholeMs) / durationMs);
  const slower = noise * normal(rng);
  const seenPerSec = perSec * Math.exp(-slower);
  const seenP95Ms = p95Ms * Math.exp(slower + noise * normal(rng));
  const scheduled = Math.floor(((seenPerSec / batch) * durationMs) / 1000);
  const valid = rng() >= INVALID_SHARE;
  const { limitMs, tail } = surface;
  const objectives = [];
  if (limitMs !== null) {
    // Response times are log-normal, with this p95 and the median at p95 ÷ tail.
    const z = 1.645 * (1 + Math.log(limitMs / seenP95Ms) / Math.log(tail));
    const share = shareBelow(z);
    const within = Math.max(
      0,
      Math.min(
        scheduled,
        Math.round(scheduled * share + Math.sqrt(scheduled * share * (1 - share)) * normal(rng)),
      ),
    );
    objectives.push({
      objective: `p95<=${limitMs.toFixed(3)}ms`,
      within,
      scheduled,
      share: 0.95,
      worth: scheduled,
      answer: null,
      margin: scheduled < 90 ? null : Math.log(limitMs / seenP95Ms),
      holds: scheduled < 90 ? null : within / scheduled >= 0.95,
    });
  }
  return {
    id: `${key} ${take}`,
    point,
    take,
    confirms,
    durationMs,
    valid,
    reasons: valid ? [] : ["machine-stalls"],
    attempts: valid ? 1 : 2,
    requestsPerSec: seenPerSec / batch,
    inferencesPerSec: seenPerSec,
    failedShare: 0,
    latencyMs: { mean: null, p50: null, p90: null, p95: scheduled < 90 ? null : seenP95Ms, p99: null },
    scheduled,
    spoiled: [],
    objectives,
    costPerMillionInferences: 1e6 / seenPerSec,
    meanBatch: null,
    queueMs: null,
    energyPerInferenceJ: null,
  };
}

/**
 * What is true at a point.
 * @param {Surface} surface
 * @param {import("plimsoll/internal").Planned["point"]} point
 */
export function truthAt({ points }, point) {
  const truth = points.get(keyOf(point));
  if (truth === undefined) throw new Error(`the surface has no point ${keyOf(point)}`);
  return truth;
}

/** Share of the normal distribution below z, by the logistic approximation of Bowling et al. 2009 (error below 1.5e-4). */
function shareBelow(z) {
  return 1 / (1 + Math.exp(-(0.07056 * z ** 3 + 1.5976 * z)));
}
