// How often is a trend or a step found in a run whose server did not change, and how often one in a run whose server did?
//
//   npm run build && node bench/statistics/steadiness.mjs [--runs N] [--only PROCESS] [--write]
//
// Each run is of one FIFO server with exponential service (or 8 users of it in a closed loop) at 120/s, after 5 s of warm-up. Service
// time depends on when a request was due. Told are shares of all runs, in %, found by the rule of before (the trend test
// alone, at 3.29 without allowance for how uncertain its memory is) and by the rule of now, and those that are not judged now. Seeds
// are 1 … N, and the standard error is at most √(0.25 ÷ N). Limits were tuned on poisson, gamma cv 4, mmpp and hawkes 0.5; rates of 20/s and
// 1000/s, constant and log-normal service, four servers, weibull, clients and cv 8 were looked at afterwards. `--write` puts the table
// into docs/metrics.md. 100 runs take 4 CPU minutes.
import { parseArgs } from "node:util";
import { judgeTrend, LatencyBlocks, notSteady, whyTrafficWanders } from "plimsoll/internal";
import { serveClosed, serveOpen } from "../lib/simulated-server.mjs";
import { writeStudy } from "../lib/study-table.mjs";

const { values } = parseArgs({
  options: { runs: { type: "string", default: "100" }, only: { type: "string" }, write: { type: "boolean" } },
});
const RUNS = Number(values.runs);
const RATE = 120;
const WARMUP_MS = 5000;

/** @type {Record<string, import("plimsoll/internal").Arrivals | number>} */
const PROCESSES = {
  poisson: { kind: "poisson", ratePerSec: RATE },
  "gamma cv 4": { kind: "gamma", ratePerSec: RATE, cv: 4 },
  mmpp: { kind: "mmpp", ratePerSec: RATE, burst: 5, share: 0.1, dwellMs: 2000 },
  "hawkes 0.5": { kind: "hawkes", ratePerSec: RATE, branching: 0.5, decayMs: 1000 },
  clients: { kind: "clients", ratePerSec: RATE, count: 20, zipf: 1.1, cv: 2 },
  "8 users": 8,
};
const SHAPES = {
  "as it was": () => 1,
  "3× slower, middle third": (share) => (share >= 1 / 3 && share < 2 / 3 ? 3 : 1),
  "3× slower, first third": (share) => (share < 1 / 3 ? 3 : 1),
  "2× slower, last third": (share) => (share >= 2 / 3 ? 2 : 1),
  "1.5× slower, second half": (share) => (share >= 0.5 ? 1.5 : 1),
  "3× slower, less and less, for a third": (share) => Math.max(1, 3 - 6 * share),
  "slower by 50 % towards the end": (share) => 1 + share / 2,
};

/** Blocks of one run. */
function blocksOf(traffic, load, lengthMs, seed, slowness) {
  const blocks = new LatencyBlocks();
  const server = { serviceMs: (1000 * load) / RATE, slowness };
  const run = { warmupMs: WARMUP_MS, lengthMs, seed };
  const record = (atMs, latencyMs) => blocks.record(atMs, latencyMs);
  if (typeof traffic === "number") serveClosed(traffic, server, run, record);
  else serveOpen(traffic, server, run, record);
  return blocks;
}

/** The rule of before: the trend alone. */
function before({ all }, isOpen) {
  const means = all.filter(({ count }) => count > 0).map(({ meanMs }) => meanMs);
  const average = (some) => some.reduce((sum, value) => sum + value, 0) / some.length;
  const third = Math.floor(means.length / 3);
  const moved = (average(means.slice(-third)) - average(means.slice(0, third))) / average(means);
  const counts = notSteady({ loop: isOpen ? "open" : "closed", stationary: true, blocks: all });
  return counts.applies !== false && Math.abs(judgeTrend(means).t) > 3.29 && Math.abs(moved) > 0.05;
}

const lines = [
  `| traffic, load, length | ${Object.keys(SHAPES).join(" | ")} |`,
  `| --- | ${Object.keys(SHAPES)
    .map(() => "---")
    .join(" | ")} |`,
];
for (const [name, traffic] of Object.entries(PROCESSES)) {
  if (values.only !== undefined && values.only !== name) continue;
  for (const load of typeof traffic === "number" ? [0.6] : [0.3, 0.6, 0.9]) {
    for (const lengthMs of [20_000, 60_000]) {
      const cells = Object.values(SHAPES).map((slowness) => {
        let [old, now, unjudged] = [0, 0, 0];
        for (let seed = 1; seed <= RUNS; seed++) {
          const blocks = blocksOf(traffic, load, lengthMs, seed, slowness);
          const isOpen = typeof traffic !== "number";
          if (before(blocks, isOpen)) old++;
          const wandering = isOpen ? whyTrafficWanders({ kind: "open", arrivals: traffic }, lengthMs) : null;
          const { all, blockMs } = blocks;
          const check = notSteady({
            loop: isOpen ? "open" : "closed",
            stationary: true,
            wandering,
            blocks: all,
            blockMs,
          });
          if (check.applies === false) unjudged++;
          else if (!check.holds) now++;
        }
        const share = (count) => Math.round((100 * count) / RUNS);
        return unjudged === RUNS ? `${share(old)} → not judged` : `${share(old)} → ${share(now)}`;
      });
      lines.push(`| ${name}, ${load}, ${lengthMs / 1000} s | ${cells.join(" | ")} |`);
      console.log(lines.at(-1));
    }
  }
}
if (values.write) {
  const heading = `Of 100 runs, so many had a trend or step found, before → now (N = ${RUNS}, ± ${Math.ceil(100 * Math.sqrt(0.25 / RUNS))} at most):`;
  writeStudy(
    new URL("../../docs/metrics.md", import.meta.url),
    "steadiness",
    `${heading}\n\n${lines.join("\n")}`,
  );
}
