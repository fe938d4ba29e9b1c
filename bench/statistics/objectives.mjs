// How often is an objective called "holds" or "misses" wrongly, and how often is it left open?
//
//   npm run build && node bench/statistics/objectives.mjs [RUNS] [--write]
//
// Each run is of one FIFO server with exponential service (Lindley's recursion) under a process at 120/s with the defaults of the
// product, after 5 s of warm-up, with the objective p99 <= L. L is set so that the true p99, of long runs of other seeds, is 0.5, 0.8, 1,
// 1.25 or 2 times the limit: below 1 only "misses" is wrong, above 1 only "holds", and at 1 either may be wrong in 5 % of the runs. "Before" is the rule
// of the observed value; "after" is the product's. Seeds are 1 … RUNS; the truth has its own. Standard errors of the shares are at most
// 3.5 points for 200 runs. --write puts the table into docs/metrics.md.
import { readFileSync, writeFileSync } from "node:fs";
import {
  BurstAccumulator,
  decideObjective,
  Histogram,
  LatencyBlocks,
  ObjectiveBlocks,
  objectiveOf,
  responseConfidence,
  summarise,
  whyUnrepeated,
} from "plimsoll/internal";
import { serveOpen } from "../lib/simulated-server.mjs";

const RUNS = Number(process.argv[2] ?? 200);
const WANTED = process.argv.slice(3).filter((word) => word !== "--write");
const RATE = 120;
const WARMUP_MS = 5000;
const TRUTH = { runs: 40, lengthMs: 2_000_000 };
const FACTORS = [0.5, 0.8, 1, 1.25, 2];

/** @type {[string, import("plimsoll/internal").Arrivals, number, number][]} traffic, load and length of run, s */
const CASES = [
  ["poisson", { kind: "poisson", ratePerSec: RATE }, 0.3, 30],
  ["poisson", { kind: "poisson", ratePerSec: RATE }, 0.6, 30],
  ["poisson", { kind: "poisson", ratePerSec: RATE }, 0.85, 60],
  ["gamma cv 2", { kind: "gamma", ratePerSec: RATE, cv: 2 }, 0.6, 60],
  ["gamma cv 4", { kind: "gamma", ratePerSec: RATE, cv: 4 }, 0.6, 300],
  ["clients", { kind: "clients", ratePerSec: RATE, count: 20, zipf: 1.1, cv: 2 }, 0.6, 60],
  ["mmpp", { kind: "mmpp", ratePerSec: RATE, burst: 5, share: 0.1, dwellMs: 2000 }, 0.24, 35],
  ["mmpp", { kind: "mmpp", ratePerSec: RATE, burst: 5, share: 0.1, dwellMs: 2000 }, 0.24, 300],
  ["mmpp dwell 200 ms", { kind: "mmpp", ratePerSec: RATE, burst: 5, share: 0.1, dwellMs: 200 }, 0.3, 300],
  ["on-off", { kind: "on-off", ratePerSec: RATE, share: 0.2, dwellMs: 1000 }, 0.15, 60],
  ["hawkes 0.5", { kind: "hawkes", ratePerSec: RATE, branching: 0.5, decayMs: 1000 }, 0.6, 60],
];

/** Answers of one run at a load, told as `serveOpen` tells them. */
function serve(arrivals, load, lengthMs, seed, answer) {
  serveOpen(arrivals, { serviceMs: (1000 * load) / RATE }, { warmupMs: WARMUP_MS, lengthMs, seed }, answer);
}

function trueP99(arrivals, load) {
  const pooled = new Histogram();
  for (let i = 0; i < TRUTH.runs; i++)
    serve(arrivals, load, TRUTH.lengthMs, 1_000_000 + i, (_, ms) => pooled.recordMs(ms));
  return pooled.percentileMs(99);
}

/** The answers of one run to each objective, by the old rule and by the product's. */
function answersOf(arrivals, load, lengthMs, seed, objectives) {
  const response = new Histogram();
  const latencies = new LatencyBlocks();
  const sent = new BurstAccumulator();
  const blocks = objectives.map((objective) => new ObjectiveBlocks(objective));
  let of = 0;
  serve(arrivals, load, lengthMs, seed, (atMs, latencyMs) => {
    of++;
    response.recordMs(latencyMs);
    latencies.record(atMs, latencyMs);
    sent.add(atMs);
    const sample = { outcome: "ok", intendedMs: 0, sentMs: 0, doneMs: latencyMs };
    for (const each of blocks) each.add(atMs, sample, undefined);
  });
  const unrepeated = whyUnrepeated({ kind: "open", arrivals }, lengthMs, sent.finish(lengthMs));
  const confidence = responseConfidence(summarise(response), response, latencies, unrepeated?.why ?? null);
  const evidence = {
    rule: /** @type {const} */ ("shown"),
    measuredMs: lengthMs,
    confidence,
    unrepeated,
    differentItems: null,
  };
  return blocks.map((each, i) => {
    const { within } = each;
    const holds = within >= 0.99 * of;
    const judged = { within, of, observed: 0, holds, note: null };
    return {
      before: holds ? "holds" : "misses",
      after: decideObjective(objectives[i], judged, each, evidence).answer,
    };
  });
}

const rows = [
  `| traffic | load | length | ${FACTORS.map((f) => `true p99 = ${f} × limit`).join(" | ")} |`,
  `| --- | --- | --- | ${FACTORS.map(() => "---").join(" | ")} |`,
];
for (const [name, arrivals, load, lengthSec] of CASES) {
  if (WANTED.length > 0 && !WANTED.includes(name)) continue;
  const truthMs = trueP99(arrivals, load);
  const objectives = FACTORS.map((factor) => objectiveOf(`p99<=${(truthMs / factor).toFixed(3)}ms`));
  const counts = FACTORS.map(() => ({ before: 0, holds: 0, misses: 0 }));
  for (let seed = 1; seed <= RUNS; seed++) {
    const answers = answersOf(arrivals, load, lengthSec * 1000, seed, objectives);
    for (const [i, count] of counts.entries()) {
      if (answers[i]?.before === "holds") count.before++;
      if (answers[i]?.after === "holds") count.holds++;
      if (answers[i]?.after === "misses") count.misses++;
    }
  }
  const percent = (count) => Math.round((100 * count) / RUNS);
  const cells = counts.map(
    ({ before, holds, misses }) => `${percent(before)}; ${percent(holds)}, ${percent(misses)}`,
  );
  rows.push(`| ${name} | ${load} | ${lengthSec} s | ${cells.join(" | ")} |`);
  console.log(rows.at(-1));
}

if (process.argv.includes("--write")) {
  const page = new URL("../../docs/metrics.md", import.meta.url);
  const between = /(<!-- study: objectives -->\n)[\s\S]*?(<!-- end of study -->)/;
  writeFileSync(page, readFileSync(page, "utf8").replace(between, `$1${rows.join("\n")}\n$2`));
}
