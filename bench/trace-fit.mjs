// Does traffic that `plimsoll trace fit` makes load a server as the trace itself does?
//
//   npm run build && node bench/trace-fit.mjs TRACE [SEED]
//
// One server, FIFO, takes everything that waits, at most 32, when idle; a batch of b takes f·(0.2 + 0.03·b) s. f is
// scaled until p99 latency is 5 s; load = rate ÷ largest throughput. Printed: that load under the trace, under the
// fitted model and under Poisson and gamma traffic of the same rate and CV (median of 20 seeds).
import { createHost, createRng, fitFile, rankOf, readTraceOffsets, startArrivals } from "plimsoll/internal";

const MAX_BATCH = 32;
const SLO_MS = 5000;
const SEEDS = 20;

/**
 * @param {Float64Array} times
 * @param {number} factor
 */
function p99Ms(times, factor) {
  const latencies = new Float64Array(times.length);
  const atMs = (/** @type {number} */ index) => times[index] ?? Number.POSITIVE_INFINITY;
  let freeMs = 0;
  for (let first = 0; first < times.length; ) {
    const startMs = Math.max(freeMs, atMs(first));
    let end = first + 1;
    while (end < times.length && end - first < MAX_BATCH && atMs(end) <= startMs) end++;
    freeMs = startMs + factor * (200 + 30 * (end - first));
    for (; first < end; first++) latencies[first] = freeMs - atMs(first);
  }
  return latencies.sort()[rankOf(99, times.length) - 1] ?? Number.NaN;
}

/** @returns {never} */
function refuse() {
  console.error("npm run build && node bench/trace-fit.mjs TRACE [SEED]");
  process.exit(2);
}

/** Largest load whose p99 keeps the objective, by bisection over the speed of the server. */
function carriedLoad(times, ratePerSec) {
  let [low, high] = [Math.log(0.001), Math.log(25)];
  for (let i = 0; i < 24; i++) {
    const middle = (low + high) / 2;
    if (p99Ms(times, Math.exp(middle) / ratePerSec) <= SLO_MS) low = middle;
    else high = middle;
  }
  return Math.exp(low) / (MAX_BATCH / (0.2 + 0.03 * MAX_BATCH));
}

function generate(arrivals, horizonMs, seed) {
  const next = startArrivals(arrivals, createRng(seed, "arrivals"), { horizonMs, traces: {} });
  const times = [];
  for (let atMs = next(); atMs < horizonMs; atMs = next()) times.push(atMs);
  return Float64Array.from(times);
}

const [file = refuse(), seed = "1"] = process.argv.slice(2);
const { offsets: times } = await readTraceOffsets(file);
const horizonMs = times.at(-1) ?? 0;
const ratePerSec = (times.length / horizonMs) * 1000;
const { fit } = await fitFile({ file, sort: false, seed: Number(seed) }, createHost());
const trace = carriedLoad(times, ratePerSec);
console.log(`trace      ${trace.toFixed(4)}`);
const cv = fit.matches.find(({ metric }) => metric === "CV of the gaps")?.trace;
if (typeof cv !== "number") throw new Error(`the gaps of ${file} have no CV`);
/** @type {import("plimsoll/internal").Arrivals[]} */
const models = [
  fit.arrivals,
  { kind: "gamma", ratePerSec, cv: Math.min(50, cv) },
  { kind: "poisson", ratePerSec },
];
for (const arrivals of models) {
  const loads = Float64Array.from({ length: SEEDS }, (_, i) =>
    carriedLoad(generate(arrivals, horizonMs, 1000 + i), ratePerSec),
  ).sort();
  const at = (rank) => loads[rank] ?? Number.NaN;
  const median = (at(SEEDS / 2 - 1) + at(SEEDS / 2)) / 2;
  console.log(
    `${arrivals.kind.padEnd(10)} ${median.toFixed(4)}  ${(median / trace).toFixed(2)} of the trace's  (10th … 90th percentile ${at(2).toFixed(4)} … ${at(SEEDS - 3).toFixed(4)})  ${JSON.stringify(arrivals)}`,
  );
}
