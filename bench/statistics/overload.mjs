// How often is a server that cannot do what is planned found overloaded, and how often one that can?
//
//   npm run build && node bench/statistics/overload.mjs [--runs N] [--only NAME] [--write]
//
// Each run is of a simulated server under a process with the defaults of the product, after 5 s of warm-up, at a load that is
// the planned rate over what the server can do. Told is the share of runs, in %, found overloaded by the rule of before (the backlog of each
// second only, which it was told by up to November 2026) and by the rule of now, and by that one "not shown". Their standard error is
// at most √(0.25 ÷ N), and stands in the table's heading. Seeds are 1 … N. docs/metrics.md says which
// rows the rule was made on, and which were only looked at. `--write` puts the table there. 100 runs take 3 minutes of a core.
import { readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { BacklogWatch, createRng, judgeOverload, rankOf, startArrivals, Throughput } from "plimsoll/internal";

const { values } = parseArgs({
  options: { runs: { type: "string", default: "200" }, only: { type: "string" }, write: { type: "boolean" } },
});
const RUNS = Number(values.runs);
const WARMUP_MS = 5000;
const LENGTHS_MS = [3000, 10_000, 30_000, 60_000];

/** @typedef {import("plimsoll/internal").Arrivals} Arrivals */
/** @typedef {{ atMs: number, doneMs: number, ok: boolean }} Request */

/** Moments of a process up to the end of a run. */
function* momentsOf(arrivals, horizonMs, seed) {
  const next = startArrivals(arrivals, createRng(seed, "arrivals"), { horizonMs, traces: {} });
  for (let atMs = next(); atMs < horizonMs; atMs = next()) yield atMs;
}

/** A server with some places, first come first served. @param draw service time of a request with mean 1 */
const queue =
  (places, draw, { timeoutMs = Number.POSITIVE_INFINITY, drops = true } = {}) =>
  (meanMs, chance) => {
    const freeMs = new Array(places).fill(0);
    return (atMs) => {
      const place = freeMs.indexOf(Math.min(...freeMs));
      const beginMs = Math.max(freeMs[place], atMs);
      const doneMs = beginMs + draw(chance) * meanMs * places;
      const isLate = doneMs - atMs > timeoutMs;
      if (!isLate || !drops) freeMs[place] = doneMs;
      else if (beginMs < atMs + timeoutMs) freeMs[place] = atMs + timeoutMs;
      return { atMs, doneMs: isLate ? atMs + timeoutMs : doneMs, ok: !isLate };
    };
  };

/** A server that works on all requests at once, each for as long as it takes: it has no limit. */
const unlimited =
  (answerMs, draw, timeoutMs = Number.POSITIVE_INFINITY) =>
  (_, chance) =>
  (atMs) => {
    const ms = draw(chance) * answerMs;
    return { atMs, doneMs: atMs + Math.min(ms, timeoutMs), ok: ms <= timeoutMs };
  };

/** A server that takes up to `most` requests at once, when it is free, in a time that grows with their number. */
const batching = (most) => (meanMs) => {
  // A full batch takes `most` times the mean time of a request, half of it however many there are.
  const workMs = (size) => meanMs * (0.5 * most + 0.5 * size);
  let freeMs = 0;
  /** @type {{ beginMs: number, size: number } | null} */
  let open = null;
  return (atMs) => {
    const last = open;
    if (last !== null && (last.size === most || atMs > last.beginMs))
      freeMs = last.beginMs + workMs(last.size);
    const isOpen = last !== null && last.size < most && atMs <= last.beginMs;
    const batch = isOpen ? last : { beginMs: Math.max(freeMs, atMs), size: 0 };
    open = batch;
    batch.size++;
    return {
      atMs,
      ok: true,
      get doneMs() {
        return batch.beginMs + workMs(batch.size);
      },
    };
  };
};

const exponential = (chance) => -Math.log(1 - chance());
const fixed = () => 1;
const long = (chance) => (chance() < 0.1 ? 5.5 : 0.5) * exponential(chance);

/** @type {Record<string, (perSec: number) => Arrivals>} */
const TRAFFIC = {
  poisson: (ratePerSec) => ({ kind: "poisson", ratePerSec }),
  mmpp: (ratePerSec) => ({ kind: "mmpp", ratePerSec, burst: 5, share: 0.1, dwellMs: 2000 }),
  "mmpp share 0.2, dwell 500 ms": (ratePerSec) => ({
    kind: "mmpp",
    ratePerSec,
    burst: 5,
    share: 0.2,
    dwellMs: 500,
  }),
  "gamma cv 4": (ratePerSec) => ({ kind: "gamma", ratePerSec, cv: 4 }),
  constant: (ratePerSec) => ({ kind: "constant", ratePerSec }),
  hawkes: (ratePerSec) => ({ kind: "hawkes", ratePerSec, branching: 0.5, decayMs: 1000 }),
  "on-off": (ratePerSec) => ({ kind: "on-off", ratePerSec, share: 0.2, dwellMs: 1000 }),
};

const LOADS = [0.7, 0.9, 0.95, 1.05, 1.1, 1.2, 1.5];
const one = queue(1, exponential);
/**
 * Traffic, planned rate, server, loads. Null in place of loads: a server without a limit.
 *
 * @type {[string, number, string, Function, number[] | null][]}
 */
const ROWS = [
  ["poisson", 100, "one place", one, LOADS],
  ["poisson", 20, "one place", one, LOADS],
  ["mmpp", 120, "one place", one, LOADS],
  ["mmpp share 0.2, dwell 500 ms", 120, "one place", one, [0.7, 0.9, 1.1, 1.2, 1.5]],
  ["gamma cv 4", 120, "one place", one, [0.7, 0.9, 1.1, 1.2]],
  ["hawkes", 50, "one place", one, [0.7, 0.9, 1.1, 1.2]],
  ["on-off", 120, "one place", one, [0.7, 0.9, 1.1, 1.2]],
  ["poisson", 1000, "one place", one, [0.7, 0.9, 0.95, 1.05, 1.1]],
  ["constant", 50, "one place", one, [0.7, 0.95, 1.05, 1.1]],
  ["poisson", 13, "one place, fixed time", queue(1, fixed), [0.7, 0.9, 1.1, 1.3]],
  ["poisson", 100, "one place, times of cv 3", queue(1, long), [0.7, 0.9, 1.1, 1.2]],
  ["poisson", 40, "16 places", queue(16, exponential), [0.7, 0.9, 0.95, 1.05, 1.1, 1.2]],
  ["mmpp", 40, "16 places", queue(16, exponential), [0.7, 0.9, 1.2, 1.5]],
  ["poisson", 200, "batches of 32", batching(32), [0.7, 0.9, 0.95, 1.05, 1.1, 1.2]],
  ["mmpp", 200, "batches of 32", batching(32), [0.7, 0.9, 1.2, 1.5]],
  [
    "poisson",
    13,
    "one place, timeout 2 s, abandoned work dropped",
    queue(1, fixed, { timeoutMs: 2000 }),
    [0.7, 0.9, 1.1, 1.3],
  ],
  [
    "poisson",
    13,
    "one place, timeout 2 s, abandoned work done",
    queue(1, fixed, { timeoutMs: 2000, drops: false }),
    [0.7, 0.9, 1.1, 1.3],
  ],
  [
    "poisson",
    3,
    "one place, timeout 2 s, abandoned work dropped",
    queue(1, fixed, { timeoutMs: 2000 }),
    [0.5, 1.3, 1.5],
  ],
  [
    "poisson",
    22,
    "no limit, 2 % of the answers time out",
    unlimited(1000, (chance) => (chance() < 0.02 ? 10 : 1 + 4 * chance()), 8000),
    null,
  ],
  ["poisson", 22, "no limit, answers of 3.5 s", unlimited(3500, fixed), null],
  ["poisson", 22, "no limit, answers of 3.5 s, exponential", unlimited(3500, exponential), null],
  ["mmpp", 22, "no limit, answers of 3.5 s, exponential", unlimited(3500, exponential), null],
  ["poisson", 5, "no limit, answers of 20 s, exponential", unlimited(20_000, exponential), null],
];

/** What both rules say of one run. */
function judge(arrivals, server, meanMs, lengthMs, seed) {
  const answer = server(meanMs, createRng(seed, "service"));
  const endMs = WARMUP_MS + lengthMs;
  const requests = [...momentsOf(arrivals, endMs, seed)].map(answer);
  const seconds = lengthMs / 1000;
  const unfinished = Array.from({ length: seconds }, () => 0);
  const backlog = new BacklogWatch(WARMUP_MS, lengthMs);
  const throughput = new Throughput(WARMUP_MS, lengthMs);
  const times = [];
  const blocks = Array.from({ length: 50 }, () => ({ count: 0, meanMs: 0 }));
  let wanted = 0;
  for (const { atMs, doneMs, ok } of requests) {
    sample.phase = atMs >= WARMUP_MS ? "measure" : "warmup";
    sample.outcome = ok ? "ok" : "timeout";
    [sample.intendedMs, sample.sentMs, sample.doneMs] = [atMs, atMs, doneMs];
    backlog.add(sample);
    throughput.add(sample, undefined);
    const from = Math.max(0, Math.ceil((atMs - WARMUP_MS) / 1000 - 1));
    for (let s = from; s < seconds && WARMUP_MS + (s + 1) * 1000 < doneMs; s++)
      unfinished[s] = (unfinished[s] ?? 0) + 1;
    if (atMs < WARMUP_MS) continue;
    wanted++;
    if (!ok) continue;
    times.push(doneMs - atMs);
    const block = blocks[Math.floor(((atMs - WARMUP_MS) / lengthMs) * blocks.length)];
    if (block === undefined) continue;
    block.count++;
    block.meanMs += (doneMs - atMs - block.meanMs) / block.count;
  }
  times.sort((a, b) => a - b);
  const keptUp = throughput.sustained >= 0.98 * wanted;
  const answerMs = times[rankOf(99, times.length) - 1] ?? null;
  const medianMs = times[rankOf(50, times.length) - 1] ?? null;
  const plannedPerSec = arrivals.ratePerSec;
  const run = {
    unfinished,
    blocks,
    backlog: backlog.found(lengthMs),
    plannedPerSec,
    answerMs,
    medianMs,
    keptUp,
  };
  return { before: before(unfinished, keptUp), now: judgeOverload(run).answer };
}

/** The record of a request, used for one after another. */
const sample = {
  ...{ seq: 0, shard: 0, endpoint: 0, items: 1, firstByteMs: null, bytes: 0, status: 0 },
  ...{ intendedMs: 0, sentMs: 0, doneMs: 0 },
  phase: /** @type {"measure" | "warmup"} */ ("measure"),
  outcome: /** @type {"ok" | "timeout"} */ ("ok"),
  failure: /** @type {const} */ ("none"),
};

/** The rule of before: the backlog of the last quarter against the worst of the first half. */
function before(unfinished, keptUp) {
  const worst = Math.max(10, ...unfinished.slice(0, Math.ceil(unfinished.length / 2)));
  const least =
    unfinished.length < 4 ? 0 : Math.min(...unfinished.slice(Math.floor((unfinished.length * 3) / 4)));
  return least > worst && !keptUp;
}

const error = Math.ceil(100 * Math.sqrt(0.25 / RUNS));
const lines = [
  `| traffic, server | load | ${LENGTHS_MS.map((ms) => `${ms / 1000} s`).join(" | ")} |`,
  `| --- | --- | ${LENGTHS_MS.map(() => "---").join(" | ")} |`,
];
for (const [traffic, perSec, name, server, loads] of ROWS) {
  const title = `${traffic} ${perSec}/s, ${name}`;
  if (values.only !== undefined && !title.includes(values.only)) continue;
  for (const load of loads ?? [0]) {
    const cells = LENGTHS_MS.map((lengthMs) => {
      const counts = { before: 0, overloaded: 0, "not overloaded": 0, "not shown": 0 };
      for (let seed = 1; seed <= RUNS; seed++) {
        const found = judge(TRAFFIC[traffic]?.(perSec), server, (1000 * load) / perSec, lengthMs, seed);
        counts[found.now]++;
        if (found.before) counts.before++;
      }
      const share = (count) => Math.round((100 * count) / RUNS);
      return `${share(counts.before)} → ${share(counts.overloaded)} (${share(counts["not shown"])})`;
    });
    lines.push(`| ${title} | ${load === 0 ? "none" : load} | ${cells.join(" | ")} |`);
    console.log(lines.at(-1));
  }
}

const NAME = "overload";
if (values.write) {
  const file = new URL("../../docs/metrics.md", import.meta.url);
  const [begin, end] = [`<!-- study: ${NAME} -->`, "<!-- end of study -->"];
  const text = readFileSync(file, "utf8");
  const from = text.indexOf(begin) + begin.length;
  const heading = `Of 100 runs, found overloaded before → now (now "not shown"); ± ${error} at most, N = ${RUNS}:`;
  const table = `\n${heading}\n\n${lines.join("\n")}\n`;
  writeFileSync(file, text.slice(0, from) + table + text.slice(text.indexOf(end, from)));
}
