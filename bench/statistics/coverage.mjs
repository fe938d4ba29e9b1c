// How often is a 95 % interval given, and how often does a given one miss the truth?
//
//   npm run build && node bench/statistics/coverage.mjs [RUNS] [PROCESS …]
//
// Each run is of one FIFO server with exponential service (Lindley's recursion) of 2 ms, or as the load needs, under a
// process at 120/s with the defaults of the product, after 5 s of warm-up: the median and p99 of response time and
// their mean, with the interval that a report would show. The truth is the pooled figure of long runs of other seeds.
// "Given" is a share of all runs; "missed" is a share of the given ones, with its binomial standard error. Seeds are
// 1 … RUNS; the truth has its own.
import {
  BurstAccumulator,
  Histogram,
  LatencyBlocks,
  responseConfidence,
  summarise,
  whyUnrepeated,
} from "plimsoll/internal";
import { serveOpen } from "../lib/simulated-server.mjs";

const RUNS = Number(process.argv[2] ?? 100);
const WANTED = process.argv.slice(3);
const RATE = 120;
const WARMUP_MS = 5000;
/** A truth must be far longer than the runs that are held against it: of bursts of seconds, thousands. */
const TRUTH_RUNS = 100;
const TRUTH_MS = 400_000_000;
const LENGTHS_MS = [30_000, 60_000, 300_000];
/** Processes whose bursts are seconds long need runs of another length too. */
const LONG_MS = { mmpp: [2_400_000], "on-off": [600_000], "hawkes 0.9": [1_200_000] };
const LOADS = [0.3, 0.6, 0.85];

/** @type {Record<string, import("plimsoll/internal").Arrivals>} */
const PROCESSES = {
  constant: { kind: "constant", ratePerSec: RATE },
  poisson: { kind: "poisson", ratePerSec: RATE },
  "gamma cv 2": { kind: "gamma", ratePerSec: RATE, cv: 2 },
  "gamma cv 4": { kind: "gamma", ratePerSec: RATE, cv: 4 },
  "weibull cv 3": { kind: "weibull", ratePerSec: RATE, cv: 3 },
  mmpp: { kind: "mmpp", ratePerSec: RATE, burst: 5, share: 0.1, dwellMs: 2000 },
  "mmpp dwell 200 ms": { kind: "mmpp", ratePerSec: RATE, burst: 5, share: 0.1, dwellMs: 200 },
  "on-off": { kind: "on-off", ratePerSec: RATE, share: 0.2, dwellMs: 1000 },
  "hawkes 0.5": { kind: "hawkes", ratePerSec: RATE, branching: 0.5, decayMs: 1000 },
  "hawkes 0.9": { kind: "hawkes", ratePerSec: RATE, branching: 0.9, decayMs: 1000 },
  clients: { kind: "clients", ratePerSec: RATE, count: 20, zipf: 1.1, cv: 2 },
  "b-model": { kind: "b-model", ratePerSec: RATE, bias: 0.7, slotMs: 10 },
};
const FIGURES = /** @type {const} */ (["p50", "p99", "mean"]);

/** Answers of one run at a load, told as `serveOpen` tells them. */
function serve(arrivals, load, lengthMs, seed, answer) {
  serveOpen(arrivals, { serviceMs: (1000 * load) / RATE }, { warmupMs: WARMUP_MS, lengthMs, seed }, answer);
}

/** The intervals that the report of one run would show. */
function intervalsOf(arrivals, load, lengthMs, seed) {
  const response = new Histogram();
  const blocks = new LatencyBlocks();
  const sent = new BurstAccumulator();
  serve(arrivals, load, lengthMs, seed, (atMs, latencyMs) => {
    response.recordMs(latencyMs);
    blocks.record(atMs, latencyMs);
    sent.add(atMs);
  });
  const unrepeated = whyUnrepeated({ kind: "open", arrivals }, lengthMs, sent.finish(lengthMs));
  return responseConfidence(summarise(response), response, blocks, unrepeated?.why ?? null);
}

function truthOf(arrivals, load) {
  const pooled = new Histogram();
  for (let i = 0; i < TRUTH_RUNS; i++)
    serve(arrivals, load, TRUTH_MS / TRUTH_RUNS, 1_000_000 + i, (_, ms) => pooled.recordMs(ms));
  return { p50: pooled.percentileMs(50), p99: pooled.percentileMs(99), mean: pooled.meanMs };
}

console.log(`| traffic | load | length | ${FIGURES.map((f) => `${f} given, missed`).join(" | ")} |`);
console.log(`| --- | --- | --- | ${FIGURES.map(() => "---").join(" | ")} |`);
for (const [name, arrivals] of Object.entries(PROCESSES)) {
  if (WANTED.length > 0 && !WANTED.includes(name)) continue;
  for (const load of LOADS) {
    const truth = truthOf(arrivals, load);
    for (const lengthMs of [...LENGTHS_MS, ...(LONG_MS[name] ?? [])]) {
      const given = { p50: 0, p99: 0, mean: 0 };
      const missed = { p50: 0, p99: 0, mean: 0 };
      for (let seed = 1; seed <= RUNS; seed++) {
        const intervals = intervalsOf(arrivals, load, lengthMs, seed);
        for (const figure of FIGURES) {
          const interval = intervals[figure]?.interval;
          if (!interval) continue;
          given[figure]++;
          if (interval.low > truth[figure] || interval.high < truth[figure]) missed[figure]++;
        }
      }
      const cells = FIGURES.map((figure) => {
        if (given[figure] === 0) return "none";
        const share = missed[figure] / given[figure];
        const error = Math.sqrt((share * (1 - share)) / given[figure]);
        return `${((100 * given[figure]) / RUNS).toFixed(0)} %, ${(100 * share).toFixed(0)} ± ${(100 * error).toFixed(0)} %`;
      });
      console.log(`| ${name} | ${load} | ${lengthMs / 1000} s | ${cells.join(" | ")} |`);
    }
  }
}
