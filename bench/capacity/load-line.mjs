// Does the search for a load line find it? Simulated servers whose line is known, searched again and again.
//
//   npm run bench:load-line [-- SEARCHES=40 [SERVER]]
//
// For each server: the line (the closed form where there is one, else bisection over three simulations of 200 s each), in how many searches
// it lay in the interval that the search gave, the most probes that one took, and the median and largest width of the intervals. Each
// search has traffic of its own. A probe is lengthened as a run with --until-shown is.
import { judge, lengthRuleOf, search, usualPlan } from "./simulated-search.mjs";

const SEARCHES = Number(process.argv[2] ?? 40);
const ONLY = process.argv[3];
const TRUTH = { seeds: [901, 902, 903], measureMs: 200_000, steps: 9 };

/** @param {number} ratePerSec */
const poisson = (ratePerSec) => /** @type {const} */ ({ kind: "poisson", ratePerSec });

/** @typedef {import("./simulated-search.mjs").Server} Server */

/** @type {Record<string, Server>} */
const SERVERS = {
  // The response time of M/M/1 is exponential with rate μ − λ: its p95 is ln 20 ÷ (μ − λ).
  "M/M/1": {
    service: "exponential:10ms",
    objective: "p95<=80ms",
    peakPerSec: 100,
    linePerSec: 100 - Math.log(20) / 0.08,
    arrivals: poisson,
  },
  fixed: { service: "fixed:10ms", objective: "p95<=50ms", peakPerSec: 100, arrivals: poisson },
  "fixed, 3 workers": {
    service: "fixed:10ms",
    replicas: 3,
    objective: "p95<=30ms",
    peakPerSec: 300,
    arrivals: poisson,
  },
  batching: {
    service: "affine:5ms+1ms,max=16",
    maxBatch: 16,
    objective: "p95<=40ms",
    peakPerSec: 762,
    arrivals: poisson,
  },
  "batching, 2 workers": {
    service: "affine:5ms+1ms,max=16",
    maxBatch: 16,
    replicas: 2,
    objective: "p95<=40ms",
    peakPerSec: 1524,
    arrivals: poisson,
  },
  "batching, bursts of gamma": {
    service: "affine:5ms+1ms,max=16",
    maxBatch: 16,
    objective: "p95<=60ms",
    peakPerSec: 762,
    arrivals: (ratePerSec) => ({ kind: "gamma", ratePerSec, cv: 2 }),
  },
};

/** @param {Server} server */
function lineFound(server) {
  const required = Number(/\d+/.exec(server.objective)?.[0]) / 100;
  let [low, high] = [0.05 * server.peakPerSec, 1.02 * server.peakPerSec];
  for (let step = 0; step < TRUTH.steps; step++) {
    const middle = (low + high) / 2;
    const runs = TRUTH.seeds.map((seed) => judge(server, middle, seed, TRUTH.measureMs, 0.05));
    const within = runs.reduce((sum, run) => sum + (run.within ?? 0), 0);
    const of = runs.reduce((sum, run) => sum + (run.of ?? 0), 0);
    if (within >= required * of) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

console.log("server                        line/s   of peak   found   most probes   width: median   most");
for (const [name, server] of Object.entries(SERVERS)) {
  if (ONLY !== undefined && name !== ONLY) continue;
  const linePerSec = server.linePerSec ?? lineFound(server);
  let [found, mostProbes] = [0, 0];
  const widths = [];
  for (let seed = 1; seed <= SEARCHES; seed++) {
    const plan = usualPlan(server);
    const { line, probes } = search(server, seed, plan, lengthRuleOf(server, plan.firstPerSec));
    mostProbes = Math.max(mostProbes, probes);
    const [low, high] = [line.lowPerSec ?? 0, line.highPerSec ?? Number.POSITIVE_INFINITY];
    if (low <= linePerSec && linePerSec <= high) found++;
    widths.push(high / low);
  }
  widths.sort((one, other) => one - other);
  const percent = (/** @type {number | undefined} */ ratio) => `${(100 * ((ratio ?? 1) - 1)).toFixed(0)} %`;
  console.log(
    `${name.padEnd(27)} ${linePerSec.toFixed(1).padStart(8)} ${(linePerSec / server.peakPerSec).toFixed(3).padStart(9)}` +
      `${`${found}/${SEARCHES}`.padStart(8)} ${String(mostProbes).padStart(13)} ${percent(widths[widths.length >> 1]).padStart(15)} ${percent(widths.at(-1)).padStart(6)}`,
  );
}
