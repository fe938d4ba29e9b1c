// Does the search for a load line find it? Simulated servers whose line is known, searched again and again.
//
//   npm run bench:load-line [-- SEARCHES=40 [SERVER]]
//
// For each server: the line (the closed form where there is one, else bisection over three simulations of 200 s each), in how many searches
// it lay in the interval that the search gave, the most probes that one took, and the median and largest width of the intervals. Each
// search has traffic of its own. A probe is lengthened as a run with --until-shown is.
import {
  findLine,
  judgeObjectives,
  lengthsAt,
  lineOf,
  lowestPerSec,
  none,
  objectiveOf,
  parseRouter,
  parseServiceSpec,
  planLooks,
  RecordedSimulation,
  RunRecorder,
  responseConfidence,
  sourceOf,
  summarise,
  triton,
  whyUnrepeated,
} from "plimsoll/internal";

const SEARCHES = Number(process.argv[2] ?? 40);
const ONLY = process.argv[3];
const WARMUP_MS = 2000;
const TRUTH = { seeds: [901, 902, 903], measureMs: 200_000, steps: 9 };

/**
 * @typedef {object} Server
 * @property {string} service spec of the service model
 * @property {number} [maxBatch]
 * @property {number} [replicas]
 * @property {string} objective
 * @property {number} peakPerSec the most that it can do
 * @property {number} [linePerSec] closed form of the line
 * @property {(ratePerSec: number) => import("plimsoll/internal").Arrivals} arrivals
 */

/** @param {number} ratePerSec */
const poisson = (ratePerSec) => /** @type {const} */ ({ kind: "poisson", ratePerSec });

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

/**
 * Simulates one run and judges its objective.
 *
 * @param {Server} server
 * @param {number} ratePerSec
 * @param {number} seed
 * @param {number} measureMs
 * @param {number} error chance that a bound is wrong
 */
function judge(
  { service, maxBatch, replicas = 1, objective, arrivals: at },
  ratePerSec,
  seed,
  measureMs,
  error,
) {
  const objectives = [objectiveOf(objective)];
  const load = { kind: /** @type {const} */ ("open"), arrivals: at(ratePerSec) };
  const recorder = new RunRecorder({
    shards: 1,
    endpoints: 1,
    measureFromMs: WARMUP_MS,
    measureMs,
    levels: [],
    objectives,
    offeredPerWindow: null,
    onWindow() {},
  });
  const batch = { maxDelayMs: 0, preferredSizes: [], groupsAhead: 0, onlyCompleteAhead: true };
  const size = { items: 1, length: 0, bytes: 0 };
  const schedule = { arrivals: load.arrivals, warmupMs: WARMUP_MS, measureMs, seed, traces: {}, payloads: 1 };
  const simulation = new RecordedSimulation(
    {
      seed,
      replicas,
      fleet: {
        replica: { service: parseServiceSpec(service), instances: 1, stretch: null },
        batcher: maxBatch === undefined ? none() : triton({ maxBatch, ...batch }),
        limits: { maxQueueSize: 0, dropsAbandoned: true },
        router: parseRouter("round-robin"),
        network: null,
        holdsRequests: false,
        speeds: [],
      },
      clients: { timeoutMs: 10_000, maxInFlight: 1024, sizeOf: () => size },
      measureFromMs: WARMUP_MS,
      measureMs,
    },
    sourceOf({ load, plan: schedule }, { index: 0, of: 1 }),
    recorder,
  );
  while (simulation.nextSecond());
  const unrepeated = whyUnrepeated(load, measureMs, recorder.finish(WARMUP_MS + measureMs));
  const { response } = recorder.total;
  const confidence = responseConfidence(
    summarise(response),
    response,
    recorder.blocks,
    unrepeated?.why ?? null,
  );
  const result = /** @type {import("plimsoll").RunResult} */ (
    /** @type {unknown} */ ({ verdict: { reasons: [] } })
  );
  const evidence = { rule: /** @type {const} */ ("shown"), measuredMs: measureMs, confidence, unrepeated };
  const [judged] = judgeObjectives(
    objectives,
    { recorder, result },
    { ...evidence, differentItems: null, error },
  );
  if (judged === undefined) throw new Error("nothing was judged");
  return judged;
}

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

/**
 * @param {Server} server
 * @param {number} seed
 */
function search(server, seed) {
  const firstPerSec = Number((0.55 * server.peakPerSec).toPrecision(3));
  const rule = {
    shortestMs: 10_000,
    longestMs: null,
    objectives: [objectiveOf(server.objective)],
    firstPerSec,
    loadAt: (/** @type {number} */ rate) => ({
      kind: /** @type {const} */ ("open"),
      arrivals: server.arrivals(rate),
    }),
  };
  const plan = {
    firstPerSec,
    peakPerSec: server.peakPerSec,
    lowestPerSec: lowestPerSec(rule),
    highestPerSec: 1e6,
    tolerance: 0.05,
    mostProbes: 12,
    mostErrors: 0.05,
    tiers: 1,
  };
  /** @type {import("plimsoll/internal").Probe[]} */
  const probes = [];
  for (;;) {
    const decision = findLine(plan, probes);
    if (decision.kind === "stop") return { line: lineOf(probes, 0), probes: probes.length };
    const { ratePerSec, take } = decision.next;
    const { shortestMs, longestMs } = lengthsAt(rule, ratePerSec);
    const looks = planLooks(shortestMs, longestMs);
    /** @type {import("plimsoll/internal").ProbeAnswer} */
    let answer = "not shown";
    for (const atMs of looks.atMs) {
      const judged = judge(server, ratePerSec, 1000 * seed + take, atMs, looks.error);
      if (judged.answer === "holds" || judged.answer === "misses") answer = judged.answer;
      if (answer !== "not shown") break;
    }
    probes.push({ ratePerSec, take, answers: [answer], failedShare: 0 });
  }
}

console.log("server                        line/s   of peak   found   most probes   width: median   most");
for (const [name, server] of Object.entries(SERVERS)) {
  if (ONLY !== undefined && name !== ONLY) continue;
  const linePerSec = server.linePerSec ?? lineFound(server);
  let [found, mostProbes] = [0, 0];
  const widths = [];
  for (let seed = 1; seed <= SEARCHES; seed++) {
    const { line, probes } = search(server, seed);
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
