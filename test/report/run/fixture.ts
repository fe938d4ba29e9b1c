import { type Arrivals, arrivalProcess, meanRatePerSec, startArrivals } from "../../../src/arrivals/index.ts";
import { createRng, normal, type Rng } from "../../../src/core/rng.ts";
import { OUTCOMES, type Outcome } from "../../../src/core/sample.ts";
import { costPerMillion, EXAMPLE_PRICE } from "../../../src/cost/price.ts";
import type { GeneratorHealth } from "../../../src/result/generator.ts";
import { objectiveOf } from "../../../src/result/parse-objective.ts";
import { type RunResult, runResultSchema } from "../../../src/result/run-result.ts";
import { isStationary } from "../../../src/scenario/stationary.ts";
import { BurstAccumulator } from "../../../src/stats/burst.ts";
import { responseConfidence } from "../../../src/stats/confidence.ts";
import { EndpointTally } from "../../../src/stats/endpoint-tally.ts";
import { Histogram } from "../../../src/stats/histogram.ts";
import { judgeLatency } from "../../../src/stats/judge-latency.ts";
import { summarise } from "../../../src/stats/latency.ts";
import { LatencyBlocks } from "../../../src/stats/latency-blocks.ts";
import { whyUnrepeated } from "../../../src/stats/repetition.ts";
import { tokenCounts, tokenTimes } from "../../../src/stats/token-figures.ts";
import { TokenHistograms } from "../../../src/stats/token-histograms.ts";
import { TokenTally } from "../../../src/stats/token-tally.ts";
import { judgeRun } from "../../../src/stats/verdict.ts";

/**
 * Runs that are computed, not written down: arrivals from the real process, a queue in front of two servers
 * with lognormal service, and the summaries of src/stats. Reports of them look like reports of real runs.
 */
export interface FixtureOptions {
  readonly arrivals: Arrivals;
  readonly seconds: number;
  readonly warmupSec: number;
  readonly timeoutMs: number;
  readonly seed: number;
  readonly slo: readonly string[];
  /** Share of the answers that are errors. */
  readonly errorShare: number;
  readonly health: GeneratorHealth | null;
  /** The generator sends nothing for so long, at the head of every second. */
  readonly stallMs: number;
}

const DEFAULTS: FixtureOptions = {
  arrivals: { kind: "mmpp", ratePerSec: 220, burst: 5, share: 0.1, dwellMs: 2000 },
  seconds: 60,
  warmupSec: 5,
  timeoutMs: 2500,
  seed: 39,
  slo: [],
  errorShare: 0,
  stallMs: 0,
  health: {
    machineLagMs: { p50: 0.06, p99: 0.31, max: 4.2, count: 61_000 },
    machineWaits: null,
    machineStallMs: { longest: 0, total: 0 },
    stealShare: 0.004,
    eventLoopDelayMs: { p50: 0.02, p99: 0.42, max: 3.1, count: 5900 },
    gcPauses: { count: 41, totalMs: 38.2, maxMs: 2.9 },
    busyShare: [0.12, 0.11],
    busiestSecondShare: 0.19,
    saturatedMs: 0,
    cpuCores: 0.42,
    availableCores: 2,
    cpuPerRequestUs: 61.3,
    watchedMs: 60_000,
    clockStepMs: 0.2,
    meanInFlight: 3.71,
    meanInFlightByLatency: 3.7,
    observedMs: 65_100,
    connections: null,
  },
};

const SERVERS = 2;
const SERVICE_MEDIAN_MS = 3.4;
const STALL_EVERY_MS = 1000;

type Failure = Pick<RunResult["requests"]["failures"][number], "outcome" | "failure" | "status" | "example">;

interface Answer {
  readonly intendedMs: number;
  readonly sentMs: number;
  readonly doneMs: number;
  readonly failure: Failure | null;
}

const FAILURES: readonly Failure[] = [
  {
    outcome: "error",
    failure: "http-status",
    status: 503,
    example: '{"error":"queue is full, try again later"}',
  },
  { outcome: "error", failure: "reset", status: 0, example: "read ECONNRESET" },
  {
    outcome: "wrong",
    failure: "response-shape",
    status: 200,
    example: 'output "logits" has shape [1,9], expected [1,10]',
  },
];

function failureOf(chance: Rng, o: FixtureOptions): Failure | null {
  if (chance() >= o.errorShare) return null;
  const draw = chance();
  return FAILURES[draw < 0.85 ? 0 : draw < 0.97 ? 1 : 2] ?? null;
}

function simulate(o: FixtureOptions): Answer[] {
  const next = startArrivals(o.arrivals, createRng(o.seed, "arrivals"), {
    horizonMs: (o.warmupSec + o.seconds) * 1000,
    traces: {},
  });
  const chance = createRng(o.seed, "service");
  const free = new Array<number>(SERVERS).fill(0);
  const answers: Answer[] = [];
  const endMs = (o.warmupSec + o.seconds) * 1000;
  for (let intendedMs = next(); intendedMs < endMs; intendedMs = next()) {
    const intoStallMs = intendedMs % STALL_EVERY_MS;
    const stalledMs = intoStallMs < o.stallMs ? o.stallMs - intoStallMs : 0;
    const sentMs = intendedMs + stalledMs + 0.02 * Math.exp(0.9 * normal(chance));
    const server = free.indexOf(Math.min(...free));
    const doneMs = Math.max(free[server] ?? 0, sentMs) + SERVICE_MEDIAN_MS * Math.exp(0.35 * normal(chance));
    if (doneMs - sentMs > o.timeoutMs) {
      const failure = {
        outcome: "timeout",
        failure: "none",
        status: 0,
        example: `no answer within ${o.timeoutMs} ms`,
      } as const;
      answers.push({ intendedMs, sentMs, doneMs: sentMs + o.timeoutMs, failure });
    } else {
      free[server] = doneMs;
      answers.push({ intendedMs, sentMs, doneMs, failure: failureOf(chance, o) });
    }
  }
  return answers;
}

function histogramOf(valuesMs: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of valuesMs) histogram.recordMs(value);
  return histogram;
}

function burstOf(timesMs: readonly number[], endMs: number) {
  const burst = new BurstAccumulator();
  for (const time of [...timesMs].sort((a, b) => a - b)) burst.add(time);
  return burst.finish(endMs);
}

function inFlightAt(answers: readonly Answer[], ms: number): number {
  return answers.filter((answer) => answer.sentMs <= ms && answer.doneMs > ms).length;
}

function windowsOf(answers: readonly Answer[], o: FixtureOptions): RunResult["windows"] {
  const measureToSec = o.warmupSec + o.seconds;
  const seconds = Math.max(measureToSec, Math.ceil(Math.max(0, ...answers.map((a) => a.doneMs)) / 1000));
  return Array.from({ length: seconds }, (_, second) => {
    const fromMs = second * 1000;
    const within = (ms: number) => ms >= fromMs && ms < fromMs + 1000;
    const ended = answers.filter((answer) => within(answer.doneMs));
    const ok = ended.filter((answer) => answer.failure === null);
    const latency = histogramOf(ok.map((answer) => answer.doneMs - answer.intendedMs));
    return {
      startMs: fromMs,
      phase: second < o.warmupSec ? "warmup" : second < measureToSec ? "measure" : "drain",
      offered: answers.filter((answer) => within(answer.intendedMs)).length,
      ok: ok.length,
      failed: ended.length - ok.length,
      inFlight: Math.max(...[0, 250, 500, 750].map((ms) => inFlightAt(answers, fromMs + ms))),
      p50Ms: latency.count === 0 ? null : latency.percentileMs(50),
      p99Ms: latency.count < 100 ? null : latency.percentileMs(99),
      maxMs: latency.count === 0 ? null : latency.maxMs,
    };
  });
}

function requestsOf(measured: readonly Answer[]): RunResult["requests"] {
  const of = (outcome: (typeof OUTCOMES)[number]) =>
    measured.filter((answer) => (answer.failure?.outcome ?? "ok") === outcome).length;
  const kinds = [...new Set(measured.map((answer) => answer.failure?.example))].flatMap((example) => {
    const same = measured.filter((answer) => answer.failure !== null && answer.failure.example === example);
    const first = same[0]?.failure;
    return first ? [{ ...first, count: same.length }] : [];
  });
  return {
    scheduled: measured.length,
    sent: measured.length,
    ok: of("ok"),
    failed: measured.length - of("ok"),
    byOutcome: Object.fromEntries(OUTCOMES.map((outcome) => [outcome, of(outcome)])) as Record<
      Outcome,
      number
    >,
    failures: kinds,
    outage: null,
  };
}

export function runResult(options: Partial<FixtureOptions> = {}): RunResult {
  const o = { ...DEFAULTS, ...options };
  const answers = simulate(o);
  const fromMs = o.warmupSec * 1000;
  const toMs = fromMs + o.seconds * 1000;
  const measured = answers.filter((answer) => answer.intendedMs >= fromMs);
  const ok = measured.filter((answer) => answer.failure === null);
  const response = histogramOf(ok.map((a) => a.doneMs - a.intendedMs));
  const service = histogramOf(ok.map((a) => a.doneMs - a.sentMs));
  const sendLag = histogramOf(measured.map((a) => a.sentMs - a.intendedMs));
  const blocks = new LatencyBlocks();
  for (const { intendedMs, doneMs } of ok) blocks.record(intendedMs - fromMs, doneMs - intendedMs);
  const summary = summarise(response);
  const sent = burstOf(
    measured.map((a) => a.sentMs),
    toMs,
  );
  const unrepeated = whyUnrepeated({ kind: "open", arrivals: o.arrivals }, o.seconds * 1000, sent);
  const latencyMs = {
    response: {
      ...summary,
      confidence: responseConfidence(summary, response, blocks, unrepeated?.why ?? null),
    },
    service: summarise(service),
    sendLag: summarise(sendLag),
  };
  const achievedPerSec = o.seconds === 0 ? null : ok.length / o.seconds;
  const windows = windowsOf(answers, o);
  const requests = requestsOf(measured);
  return runResultSchema.parse({
    schemaVersion: 1,
    kind: "run",
    source: "measured",
    plimsollVersion: "0.1.0",
    command: ["plimsoll", "run", "login-spike", "--seed", String(o.seed)],
    startedAt: "2026-11-22T09:41:07.512Z",
    startedMonotonicNs: "81234567890123",
    partial: false,
    seed: o.seed,
    scenario: {
      name: "login-spike",
      description: "Fraud scoring while a morning push notification makes everyone log in.",
      load: { kind: "open", arrivals: o.arrivals },
      phases: { warmupMs: fromMs, measureMs: Math.max(1000, o.seconds * 1000) },
      slo: o.slo,
    },
    schedule: {
      sha256: "9f2c1b7e5a0d4c3388e1f6a7b2c9d0e14f5a6b7c8d9e0f1a2b3c4d5e6f708192",
      requests: answers.length,
      warmupRequests: answers.length - measured.length,
      measureFromMs: fromMs,
    },
    target: {
      kind: "oip-http",
      url: "http://127.0.0.1:43121/v2/models/digits-fp32/infer",
      embedded: true,
      server: "plimsoll serve 0.1.0 (onnxruntime 1.30.0, cpu)",
      model: "digits-fp32",
      precision: "fp32",
      modelSha256: "1d0c7f0e6a5b4c3d2e1f00112233445566778899aabbccddeeff001122334455",
      weights: "trained",
      itemsPerRequest: 1,
      requestBytes: 6400,
      payload: "labelled 28×28 digits, one per request, 6.4 kB of JSON",
      settings: { "max batch": "16", "max delay": "2 ms", threads: "2" },
    },
    environment: {
      cpu: "AMD EPYC 7R13, 2 cores",
      memory: "8 GiB",
      gpu: "none",
      os: "Linux 6.18.44",
      node: "20.20.2",
    },
    load: {
      kind: "open",
      driver: "plimsoll 0.1.0",
      concurrency: null,
      arrivals: arrivalProcess(o.arrivals).describe(o.arrivals),
      plannedPerSec: meanRatePerSec(o.arrivals, { horizonMs: o.seconds * 1000, traces: {} }),
      offeredPerSec: o.seconds === 0 ? null : measured.length / o.seconds,
      achievedPerSec,
      inferencesPerSec: achievedPerSec,
      measuredMs: o.seconds * 1000,
      maxInFlight: Math.max(0, ...windows.map((window) => window.inFlight)),
      workers: 1,
    },
    requests,
    latencyMs,
    histograms: { response: response.encode(), service: service.encode(), sendLag: sendLag.encode() },
    windows,
    burst: {
      planned: burstOf(
        measured.map((a) => a.intendedMs),
        toMs,
      ),
      sent,
    },
    generator: o.health,
    telemetry: [],
    slo: o.slo.map((text) => judged(text, response, measured.length)),
    cacheCheck: null,
    verify: null,
    accuracy: null,
    verdict: judgeRun({
      loop: "open",
      scheduled: measured.length,
      sent: measured.length,
      ok: ok.length,
      failures: requests.failures,
      response: latencyMs.response,
      service: latencyMs.service,
      sendLag: latencyMs.sendLag,
      unfinished: Array.from({ length: o.seconds }, (_, second) =>
        inFlightAt(answers, fromMs + second * 1000 + 999),
      ),
      blocks: blocks.all,
      stationary: isStationary({ kind: "open", arrivals: o.arrivals }),
      health: o.health,
      objectives: o.slo.map(objectiveOf),
    }),
    cost: {
      currency: EXAMPLE_PRICE.currency,
      pricePerHour: EXAMPLE_PRICE.pricePerHour,
      priceSource: EXAMPLE_PRICE.source,
      priceIsExample: EXAMPLE_PRICE.isExample,
      perMillionRequests: costPerMillion(EXAMPLE_PRICE.pricePerHour, achievedPerSec),
      perMillionInferences: costPerMillion(EXAMPLE_PRICE.pricePerHour, achievedPerSec),
      utilisation: null,
      note: "at this load; a single run does not know what the machine could carry",
    },
  });
}

function judged(text: string, ok: Histogram, scheduled: number) {
  const objective = objectiveOf(text);
  if (objective.kind !== "latency") throw new Error("the fixture knows latencies only");
  const judgement = judgeLatency(objective, ok, scheduled);
  return {
    objective: objective.text,
    observedMs: judgement.observed,
    unit: "ms",
    ...judgement,
    implied: false,
  };
}

/** A quiet run that keeps its objective. */
export function goodRun(): RunResult {
  return runResult({ slo: ["p99<=1500ms", "p50<=8ms"] });
}

/** Interrupted, spoiled by its generator, with failures of three kinds and made-up weights. */
export function troubledRun(): RunResult {
  const result = runResult({
    arrivals: { kind: "gamma", ratePerSec: 300, cv: 3 },
    seconds: 40,
    timeoutMs: 600,
    errorShare: 0.004,
    stallMs: 120,
    slo: ["p99<=50ms", "p50<=25ms"],
  });
  return {
    ...result,
    partial: true,
    scenario: { ...result.scenario, phases: { ...result.scenario.phases, measureMs: 60_000 } },
    target: { ...result.target, weights: "synthetic", model: "textenc-int8", precision: "int8" },
  };
}

/** A driver that sends as fast as the server answers: nothing was planned, and nobody watched the generator. */
export function closedRun(): RunResult {
  const result = runResult({ arrivals: { kind: "poisson", ratePerSec: 400 }, seconds: 30, health: null });
  return {
    ...result,
    scenario: { ...result.scenario, load: { kind: "closed", concurrency: 4 } },
    load: {
      ...result.load,
      kind: "closed",
      driver: "autocannon 9.0.0",
      concurrency: 4,
      arrivals: "closed loop: 4 in flight, each followed by the next when its answer is there",
      plannedPerSec: null,
      offeredPerSec: null,
    },
  };
}

/** Nothing was answered: every latency figure is absent. */
export function deadRun(): RunResult {
  return runResult({
    arrivals: { kind: "poisson", ratePerSec: 5 },
    seconds: 6,
    warmupSec: 0,
    timeoutMs: -1,
    slo: ["p99<=50ms"],
  });
}

/** Stopped before anything was scheduled: no window, no arrival, no answer. */
export function emptyRun(): RunResult {
  return { ...runResult({ seconds: 0, warmupSec: 0 }), partial: true };
}

/** The same run, on a machine with two GPUs of which one tells little. */
export function onGpus(run: RunResult): RunResult {
  const first: RunResult["telemetry"][number] = {
    kind: "gpu",
    index: 0,
    uuid: "GPU-faae5314-b87e-87c0-400b-b7cfb9e7b310",
    name: "NVIDIA H100 80GB HBM3",
    samples: 301,
    utilisation: { mean: 0.8712, max: 1 },
    memoryMiB: { max: 42_189, total: 81_559 },
    powerW: { mean: 512.4, max: 699.1 },
    energyJ: 30_744,
    energyPerInferenceJ: 2.334,
    smClockMhz: { mean: 1755.2, min: 1410 },
    temperatureC: { max: 61 },
    throttledShare: 0.0312,
    throttledBy: ["power cap"],
    absent: {},
  };
  const second = {
    ...first,
    index: 1,
    uuid: "GPU-0b7cfb9e",
    utilisation: { mean: null, max: null },
    energyPerInferenceJ: 1.112,
    throttledShare: 0,
    throttledBy: [],
    absent: { utilisation: "the driver does not say it" },
  };
  return { ...run, telemetry: [first, second] };
}

const CHUNKS = 40;

/** The same run, of a language model that streams: its answers come in 40 chunks of two tokens each. */
export function streamed(result: RunResult): RunResult {
  const chance = createRng(result.seed, "chunks");
  const times = new TokenHistograms();
  const tally = new TokenTally();
  for (let answer = 0; answer < result.requests.ok; answer++) {
    let atMs = 20 * Math.exp(0.8 * normal(chance));
    const chunksMs = Float64Array.from({ length: CHUNKS }, () => {
      atMs += 8 * Math.exp(0.5 * normal(chance));
      return atMs;
    });
    const tokens = { promptTokens: 150, outputTokens: 2 * CHUNKS, mixed: false, chunksMs };
    times.record(0, 0, atMs, tokens);
    tally.add(tokens);
  }
  const { latencyMs, histograms } = tokenTimes(times, true);
  const unspoiled = Object.fromEntries(
    Object.entries(latencyMs).map(([time, summary]) => [time, summary && { ...summary, spoiled: {} }]),
  );
  const perSec = (amount: number) => (amount / result.load.measuredMs) * 1000;
  const tokens = tokenCounts(tally, times, true, perSec);
  return {
    ...result,
    target: { ...result.target, kind: "openai-chat" },
    latencyMs: { ...result.latencyMs, ...unspoiled },
    histograms: { ...result.histograms, ...histograms },
    tokens,
    cost: {
      ...result.cost,
      perMillionOutputTokens: costPerMillion(result.cost.pricePerHour, tokens.outputPerSec),
    },
  };
}

/** The same run over three endpoints: the second lost one request of four, the third all of them. */
export function spread(result: RunResult): RunResult {
  const tallies = Array.from({ length: 3 }, () => new EndpointTally());
  for (let seq = 0; seq < result.requests.scheduled; seq++) {
    const endpoint = seq % 3;
    const fails = endpoint === 2 || (endpoint === 1 && seq % 4 === 0);
    tallies[endpoint]?.add({
      ...{ seq, shard: 0, phase: "measure", endpoint, items: 1, bytes: 10, status: fails ? 0 : 200 },
      ...{ intendedMs: seq, sentMs: seq, firstByteMs: null, doneMs: seq + 2 + endpoint },
      ...(fails ? { outcome: "error", failure: "refused" } : { outcome: "ok", failure: "none" }),
    });
  }
  const urls = [
    "http://a:8000/",
    "http://b:8000/",
    "http://inference-2.inference.default.svc.cluster.local/",
  ];
  return {
    ...result,
    target: { ...result.target, url: urls.join(", "), embedded: false },
    endpoints: tallies.map((tally, index) => tally.summary(urls[index] ?? "")),
  };
}

/** The same run as if it had been simulated, on a fleet that grew from one replica to three. */
export function scaled(result: RunResult): RunResult {
  const fromMs = result.schedule.measureFromMs;
  return {
    ...result,
    source: "simulated",
    simulation: {
      service: "10 ms for each request",
      basis: "stated",
      note: "The service time is what --service states.",
      events: 1000,
      comparison: null,
      resent: null,
      gateways: [],
      seeds: null,
      spot: null,
      priorities: null,
      scaling: {
        autoscaler: "scheduled: 1 from 0ms, 3 from 5s",
        coldStart: "fixed:30s until the container runs, then fixed:30s until it is ready",
        replicas: [
          { atMs: 0, existing: 1, ready: 1 },
          { atMs: fromMs + 5000, existing: 3, ready: 1 },
          { atMs: fromMs + 8000, existing: 3, ready: 3 },
        ],
        meanReplicas: 2.5,
        decisions: [],
        omittedDecisions: 0,
      },
    },
  };
}
