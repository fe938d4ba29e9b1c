import { arrivalProcess, startArrivals } from "../../src/arrivals/index.ts";
import { createRng, normal } from "../../src/core/rng.ts";
import type { Scenario } from "../../src/scenario/scenario.ts";
import { BurstAccumulator } from "../../src/stats/burst.ts";
import { Histogram } from "../../src/stats/histogram.ts";
import { type LatencySummary, type RunResult, runResultSchema } from "../../src/stats/run-result.ts";

/**
 * A run that is computed, not written down: arrivals from the real process, a queue in front of `servers`
 * servers with lognormal service, one summary of it all. Reports of it look like reports of real runs.
 */
export interface FixtureOptions {
  readonly arrivals: Scenario["load"]["arrivals"];
  readonly seconds: number;
  readonly warmupSec: number;
  readonly servers: number;
  readonly serviceMedianMs: number;
  readonly timeoutMs: number;
  readonly seed: number;
  readonly slo: readonly {
    readonly objective: string;
    readonly observedMs: number | null;
    readonly holds: boolean;
    readonly note: string | null;
  }[];
}

const DEFAULTS: FixtureOptions = {
  arrivals: { kind: "mmpp", ratePerSec: 220, burst: 5, share: 0.1, dwellMs: 2000 },
  seconds: 60,
  warmupSec: 5,
  servers: 2,
  serviceMedianMs: 3.4,
  timeoutMs: 2500,
  seed: 39,
  slo: [],
};

interface Answer {
  readonly intendedMs: number;
  readonly sentMs: number;
  readonly doneMs: number;
  readonly ok: boolean;
}

export function simulate(o: FixtureOptions): Answer[] {
  const next = startArrivals(o.arrivals, createRng(o.seed, "arrivals"));
  const chance = createRng(o.seed, "service");
  const free = new Array<number>(o.servers).fill(0);
  const answers: Answer[] = [];
  const endMs = (o.warmupSec + o.seconds) * 1000;
  for (let intendedMs = next(); intendedMs < endMs; intendedMs = next()) {
    const sentMs = intendedMs + 0.02 * Math.exp(0.9 * normal(chance));
    const server = free.indexOf(Math.min(...free));
    const startMs = Math.max(free[server] ?? 0, sentMs);
    const doneMs = startMs + o.serviceMedianMs * Math.exp(0.35 * normal(chance));
    const ok = doneMs - sentMs <= o.timeoutMs;
    if (ok) free[server] = doneMs;
    answers.push({ intendedMs, sentMs, doneMs: ok ? doneMs : sentMs + o.timeoutMs, ok });
  }
  return answers;
}

export function histogramOf(valuesMs: readonly number[]): Histogram {
  const histogram = new Histogram();
  for (const value of valuesMs) histogram.recordMs(value);
  return histogram;
}

export function summaryOf(histogram: Histogram): LatencySummary {
  const floor = { p50: 2, p90: 10, p95: 20, p99: 100, p999: 1000 } as const;
  const absent: Record<string, string> = {};
  const at = (key: keyof typeof floor, percentile: number) => {
    if (histogram.count >= floor[key]) return histogram.percentileMs(percentile);
    absent[key] = `needs ${floor[key]} ok requests, ${histogram.count} seen`;
    return null;
  };
  const empty = histogram.count === 0;
  if (empty) for (const key of ["max", "mean"]) absent[key] = "no ok request";
  return {
    p50: at("p50", 50),
    p90: at("p90", 90),
    p95: at("p95", 95),
    p99: at("p99", 99),
    p999: at("p999", 99.9),
    max: empty ? null : histogram.maxMs,
    mean: empty ? null : histogram.meanMs,
    count: histogram.count,
    absent,
  };
}

function burstOf(timesMs: readonly number[], endMs: number) {
  const burst = new BurstAccumulator();
  for (const time of timesMs) burst.add(time);
  return burst.finish(endMs);
}

function windowsOf(answers: readonly Answer[], o: FixtureOptions): RunResult["windows"] {
  const lastMs = Math.max(...answers.map((answer) => answer.doneMs));
  const seconds = Math.max(o.warmupSec + o.seconds, Math.ceil(lastMs / 1000));
  return Array.from({ length: seconds }, (_, second) => {
    const fromMs = second * 1000;
    const within = (ms: number) => ms >= fromMs && ms < fromMs + 1000;
    const ended = answers.filter((answer) => within(answer.doneMs));
    const latency = histogramOf(ended.filter((a) => a.ok).map((a) => a.doneMs - a.intendedMs));
    const probes = [0, 250, 500, 750].map((ms) => fromMs + ms);
    return {
      startMs: fromMs,
      phase:
        second < o.warmupSec
          ? ("warmup" as const)
          : second < o.warmupSec + o.seconds
            ? ("measure" as const)
            : ("drain" as const),
      offered: answers.filter((answer) => within(answer.intendedMs)).length,
      ok: ended.filter((answer) => answer.ok).length,
      failed: ended.filter((answer) => !answer.ok).length,
      inFlight: Math.max(
        ...probes.map((ms) => answers.filter((a) => a.sentMs <= ms && a.doneMs > ms).length),
      ),
      p50Ms: latency.count === 0 ? null : latency.percentileMs(50),
      p99Ms: latency.count < 100 ? null : latency.percentileMs(99),
      maxMs: latency.count === 0 ? null : latency.maxMs,
    };
  });
}

export function runResult(options: Partial<FixtureOptions> = {}): RunResult {
  const o = { ...DEFAULTS, ...options };
  const answers = simulate(o);
  const fromMs = o.warmupSec * 1000;
  const measured = answers.filter((answer) => answer.intendedMs >= fromMs);
  const ok = measured.filter((answer) => answer.ok);
  const failed = measured.length - ok.length;
  const response = histogramOf(ok.map((a) => a.doneMs - a.intendedMs));
  const service = histogramOf(ok.map((a) => a.doneMs - a.sentMs));
  const sendLag = histogramOf(measured.map((a) => a.sentMs - a.intendedMs));
  const achievedPerSec = ok.length / o.seconds;
  return runResultSchema.parse({
    schemaVersion: 1,
    kind: "run",
    source: "measured",
    plimsollVersion: "0.1.0",
    startedAt: "2026-11-22T09:41:07.512Z",
    startedMonotonicNs: "81234567890123",
    partial: false,
    seed: o.seed,
    scenario: {
      name: "login-spike",
      description: "Fraud scoring while a morning push notification makes everyone log in.",
      load: { kind: "open", arrivals: o.arrivals },
      phases: { warmupMs: fromMs, measureMs: o.seconds * 1000 },
      slo: o.slo.map((slo) => slo.objective),
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
      arrivals: arrivalProcess(o.arrivals).describe(o.arrivals),
      plannedPerSec: o.arrivals.ratePerSec,
      offeredPerSec: measured.length / o.seconds,
      achievedPerSec,
      inferencesPerSec: achievedPerSec,
      measuredMs: o.seconds * 1000,
      maxInFlight: 412,
      workers: 1,
    },
    requests: {
      scheduled: measured.length,
      sent: measured.length,
      ok: ok.length,
      failed,
      byOutcome: { ok: ok.length, error: 0, timeout: failed, shed: 0, wrong: 0, cancelled: 0 },
      failures:
        failed === 0
          ? []
          : [
              {
                outcome: "timeout",
                failure: "none",
                status: 0,
                count: failed,
                example: `no answer within ${o.timeoutMs} ms`,
              },
            ],
    },
    latencyMs: { response: summaryOf(response), service: summaryOf(service), sendLag: summaryOf(sendLag) },
    histograms: { response: response.encode(), service: service.encode(), sendLag: sendLag.encode() },
    windows: windowsOf(answers, o),
    burst: {
      planned: burstOf(
        measured.map((a) => a.intendedMs),
        fromMs + o.seconds * 1000,
      ),
      sent: burstOf(
        measured.map((a) => a.sentMs).sort((a, b) => a - b),
        fromMs + o.seconds * 1000,
      ),
    },
    telemetry: [
      { name: "generator cpu", unit: "%", value: 31.4 },
      { name: "event loop delay p99", unit: "ms", value: 0.42 },
      { name: "server queue, mean", unit: "requests", value: 3.71 },
    ],
    slo: o.slo,
    verdict: {
      valid: true,
      reasons: [],
      checks: [
        {
          code: "delivery",
          title: "everything offered was sent",
          observed: "100 % sent",
          limit: "≥ 99.9 %",
          holds: true,
        },
        {
          code: "lateness",
          title: "generator lateness does not spoil p99",
          observed: "0.03 ms",
          limit: "≤ 1 ms or 5 %",
          holds: true,
        },
        {
          code: "steady",
          title: "latency shows no trend",
          observed: "slope 0.2 %/min",
          limit: "≤ 5 %/min",
          holds: true,
        },
      ],
    },
    cost: {
      currency: "USD",
      pricePerHour: 0.0832,
      priceSource: "example: t3.large on demand, us-east-1, 2026-10",
      priceIsExample: true,
      perMillionRequests: achievedPerSec === 0 ? null : (0.0832 / 3600 / achievedPerSec) * 1e6,
      perMillionInferences: achievedPerSec === 0 ? null : (0.0832 / 3600 / achievedPerSec) * 1e6,
      utilisation: null,
      note: "at this load; a single run does not know what the machine could carry",
    },
  });
}

/** Interrupted, spoiled by its generator, with failures of many kinds, an unmet objective and made-up weights. */
export function troubledRun(): RunResult {
  const result = runResult({
    arrivals: { kind: "gamma", ratePerSec: 420, cv: 3 },
    seconds: 40,
    timeoutMs: 400,
    slo: [
      {
        objective: "p99<=50ms",
        observedMs: null,
        holds: false,
        note: "more than 1 % of the requests failed",
      },
      { objective: "p50<=25ms", observedMs: 18.2, holds: true, note: null },
    ],
  });
  const { timeout } = result.requests.byOutcome;
  const extra = [
    {
      outcome: "error" as const,
      failure: "http-status",
      status: 503,
      count: 61,
      example: '{"error":"queue full"}',
    },
    { outcome: "error" as const, failure: "reset", status: 0, count: 9, example: "read ECONNRESET" },
    {
      outcome: "wrong" as const,
      failure: "response-shape",
      status: 200,
      count: 2,
      example: 'output "logits" has shape [1,9], expected [1,10]',
    },
  ];
  const more = 72;
  return runResultSchema.parse({
    ...result,
    partial: true,
    target: { ...result.target, weights: "synthetic", model: "textenc-int8", precision: "int8" },
    requests: {
      ...result.requests,
      ok: result.requests.ok - more,
      failed: timeout + more,
      byOutcome: { ...result.requests.byOutcome, ok: result.requests.ok - more, error: 70, wrong: 2 },
      failures: [...result.requests.failures, ...extra],
    },
    verdict: {
      valid: false,
      reasons: [
        {
          code: "lateness",
          message: "The generator itself was late: p99 response is 6.1 ms above p99 service (limit 1 ms).",
          cure: "Give the generator more workers or a machine of its own, or offer less.",
        },
        {
          code: "backlog",
          message:
            "The backlog was still growing when the run ended: 118 requests in flight, 40 at half time.",
          cure: "Lower --rate below the capacity of the server, or measure capacity with `plimsoll capacity`.",
        },
      ],
      checks: [
        {
          code: "lateness",
          title: "generator lateness does not spoil p99",
          observed: "6.1 ms",
          limit: "≤ 1 ms or 5 %",
          holds: false,
        },
        {
          code: "backlog",
          title: "the backlog does not grow",
          observed: "40 → 118",
          limit: "no growth",
          holds: false,
        },
        ...result.verdict.checks.filter((check) => check.code !== "lateness"),
      ],
    },
  });
}

/** Nothing was answered: every latency figure is absent. */
export function deadRun(): RunResult {
  return runResult({
    arrivals: { kind: "poisson", ratePerSec: 5 },
    seconds: 6,
    warmupSec: 0,
    timeoutMs: -1,
    slo: [{ objective: "p99<=50ms", observedMs: null, holds: false, note: "no request was answered" }],
  });
}

/** Stopped before anything was scheduled: no window, no arrival, no answer. */
export function emptyRun(): RunResult {
  const result = deadRun();
  const nothing = new Histogram();
  const summary = summaryOf(nothing);
  const encoded = nothing.encode();
  const burst = {
    arrivals: 0,
    ratePerSec: null,
    interArrivalCv: null,
    lag1Autocorrelation: null,
    windows: {},
    gaps: [],
  };
  return runResultSchema.parse({
    ...result,
    partial: true,
    load: {
      ...result.load,
      offeredPerSec: null,
      achievedPerSec: null,
      inferencesPerSec: null,
      measuredMs: 0,
      maxInFlight: 0,
    },
    requests: {
      scheduled: 0,
      sent: 0,
      ok: 0,
      failed: 0,
      byOutcome: { ok: 0, error: 0, timeout: 0, shed: 0, wrong: 0, cancelled: 0 },
      failures: [],
    },
    latencyMs: { response: summary, service: summary, sendLag: summary },
    histograms: { response: encoded, service: encoded, sendLag: encoded },
    windows: [],
    burst: { planned: burst, sent: burst },
    telemetry: [],
    verdict: {
      valid: false,
      reasons: [{ code: "no-data", message: "No request was scheduled.", cure: "Run for longer." }],
      checks: [],
    },
  });
}
