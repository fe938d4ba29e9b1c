// Searches for the load line of simulated servers, as plimsoll capacity and plimsoll gate make them.
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

const WARMUP_MS = 2000;

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

/**
 * Simulates one run and judges its objective.
 *
 * @param {Server} server
 * @param {number} ratePerSec
 * @param {number} seed
 * @param {number} measureMs
 * @param {number} error chance that a bound is wrong
 */
export function judge(
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

/**
 * The rule by which the probes of a server are as long as they are.
 *
 * @param {Server} server
 * @param {number} firstPerSec
 */
export function lengthRuleOf(server, firstPerSec) {
  return {
    shortestMs: 10_000,
    longestMs: null,
    objectives: [objectiveOf(server.objective)],
    firstPerSec,
    loadAt: (/** @type {number} */ rate) => ({
      kind: /** @type {const} */ ("open"),
      arrivals: server.arrivals(rate),
    }),
  };
}

/**
 * The plan of a search by itself, as plimsoll capacity makes it.
 *
 * @param {Server} server
 */
export function usualPlan(server) {
  const firstPerSec = Number((0.55 * server.peakPerSec).toPrecision(3));
  return {
    firstPerSec,
    peakPerSec: server.peakPerSec,
    lowestPerSec: lowestPerSec(lengthRuleOf(server, firstPerSec)),
    highestPerSec: 1e6,
    tolerance: 0.05,
    mostProbes: 12,
    mostErrors: 0.05,
    tiers: 1,
  };
}

/**
 * Searches a server by a plan, with the traffic of a seed.
 *
 * @param {Server} server
 * @param {number} seed
 * @param {import("plimsoll/internal").LinePlan} plan
 * @param {ReturnType<typeof lengthRuleOf>} rule
 */
export function search(server, seed, plan, rule) {
  /** @type {import("plimsoll/internal").Probe[]} */
  const probes = [];
  let spentMs = 0;
  for (;;) {
    const decision = findLine(plan, probes);
    if (decision.kind === "stop") return { line: lineOf(probes, 0), probes: probes.length, spentMs };
    const { ratePerSec, take } = decision.next;
    const { shortestMs, longestMs } = lengthsAt(rule, ratePerSec);
    const looks = planLooks(shortestMs, longestMs);
    /** @type {import("plimsoll/internal").ProbeAnswer} */
    let answer = "not shown";
    let lastMs = 0;
    for (const atMs of looks.atMs) {
      const judged = judge(server, ratePerSec, 1000 * seed + take, atMs, looks.error);
      lastMs = atMs;
      if (judged.answer === "holds" || judged.answer === "misses") answer = judged.answer;
      if (answer !== "not shown") break;
    }
    spentMs += WARMUP_MS + lastMs;
    probes.push({ ratePerSec, take, answers: [answer], failedShare: 0 });
  }
}
