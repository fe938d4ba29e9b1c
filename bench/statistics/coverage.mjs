// How often is a 95 % interval given, and how often does a given one miss the truth?
//
//   npm run bench:coverage -- [RUNS] [PROCESS …] [--write]
//
// Each run is of one FIFO server with exponential service (Lindley's recursion), as fast as the load needs, under a
// process at 120/s with the defaults of the product, or as named, after 5 s of warm-up: the median and p99 of response
// time and their mean, with the interval that a report would show. Lengths are 30, 60 and 300 s, and the shortest at
// which the plan holds as many cycles as the product asks for: just there, most must go wrong. Lengths at which no run
// has an interval, whatever happens in it, are left out; each process says how long its runs must be. The truth is the pooled
// figure of runs of other seeds, at least twenty times as long as any that is held against it. "Given" is a share of all
// runs; "missed" is a share of the given ones, with its binomial standard error. Seeds are 1 … RUNS; the truth has its own.
import {
  arrivalProcess,
  BurstAccumulator,
  Histogram,
  LatencyBlocks,
  responseConfidence,
  summarise,
  whyUnrepeated,
} from "plimsoll/internal";
import { serveOpen } from "../lib/simulated-server.mjs";
import { writeStudy } from "../lib/study-table.mjs";

const ARGS = process.argv.slice(2);
const RUNS = Number(ARGS.find((arg) => /^\d+$/.test(arg)) ?? 200);
const WANTED = ARGS.filter((arg) => !/^(\d+|--write)$/.test(arg));
const PAGE = new URL("../../docs/metrics.md", import.meta.url);
const RATE = 120;
const WARMUP_MS = 5000;
/** Length of all that a truth is pooled from, at least; and at least so many times the longest run that is held against it. */
const TRUTH_MS = 100_000_000;
const TRUTH_TIMES = 20;
const TRUTH_RUNS = 100;
const LENGTHS_MS = [30_000, 60_000, 300_000];
/** Longest measured part that a scenario may have. */
const LONGEST_MS = 86_400_000;
/** Requests that a row may cost: of long runs there are fewer, and never fewer than 50. */
const REQUESTS_OF_ROW = 100_000_000;
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
  "mmpp burst 20, dwell 50 ms": { kind: "mmpp", ratePerSec: RATE, burst: 20, share: 0.05, dwellMs: 50 },
  "on-off": { kind: "on-off", ratePerSec: RATE, share: 0.2, dwellMs: 1000 },
  "on-off dwell 100 ms": { kind: "on-off", ratePerSec: RATE, share: 0.2, dwellMs: 100 },
  "hawkes 0.5": { kind: "hawkes", ratePerSec: RATE, branching: 0.5, decayMs: 1000 },
  "hawkes 0.9": { kind: "hawkes", ratePerSec: RATE, branching: 0.9, decayMs: 1000 },
  clients: { kind: "clients", ratePerSec: RATE, count: 20, zipf: 1.1, cv: 2 },
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

function truthOf(arrivals, load, longestMs) {
  const pooled = new Histogram();
  const lengthMs = Math.max(TRUTH_MS, TRUTH_TIMES * longestMs) / TRUTH_RUNS;
  for (let i = 0; i < TRUTH_RUNS; i++)
    serve(arrivals, load, lengthMs, 1_000_000 + i, (_, ms) => pooled.recordMs(ms));
  return { p50: pooled.percentileMs(50), p99: pooled.percentileMs(99), mean: pooled.meanMs };
}

/** The lengths at which the plan lets runs of a process have an interval, the shortest such one among them. */
function lengthsOf(arrivals) {
  const { cycle } = arrivalProcess(arrivals).theory(arrivals);
  if (cycle === undefined) return [];
  const { meanMs, needed } = cycle;
  const shortestMs = Math.ceil((meanMs * needed) / 1000) * 1000;
  const lengths = new Set([...LENGTHS_MS, shortestMs]);
  return [...lengths].filter((ms) => ms > 0 && ms >= shortestMs && ms <= LONGEST_MS).sort((a, b) => a - b);
}

/** One row: how often each interval was given, and how often a given one missed. */
function rowOf(arrivals, load, lengthMs, truth) {
  const runs = Math.min(RUNS, Math.max(50, Math.round(REQUESTS_OF_ROW / ((RATE * lengthMs) / 1000))));
  const given = { p50: 0, p99: 0, mean: 0 };
  const missed = { p50: 0, p99: 0, mean: 0 };
  for (let seed = 1; seed <= runs; seed++) {
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
    return `${((100 * given[figure]) / runs).toFixed(0)} %, ${(100 * share).toFixed(0)} ± ${(100 * error).toFixed(0)} %`;
  });
  return [runs, ...cells];
}

const lines = [];
function tell(cells) {
  const line = `| ${cells.join(" | ")} |`;
  lines.push(line);
  console.log(line);
}

tell(["traffic", "load", "length", "runs", ...FIGURES.map((figure) => `${figure} given, missed`)]);
tell(["---", "---", "---", "---", ...FIGURES.map(() => "---")]);
for (const [name, arrivals] of Object.entries(PROCESSES)) {
  if (WANTED.length > 0 && !WANTED.includes(name)) continue;
  const lengths = lengthsOf(arrivals);
  for (const load of lengths.length === 0 ? [] : LOADS) {
    const truth = truthOf(arrivals, load, lengths.at(-1));
    for (const lengthMs of lengths)
      tell([name, load, `${lengthMs / 1000} s`, ...rowOf(arrivals, load, lengthMs, truth)]);
  }
}
if (ARGS.includes("--write")) writeStudy(PAGE, "coverage", lines.join("\n"));
