import { arrivalProcess, meanRatePerSec } from "../../arrivals/index.ts";
import type { RunOptions } from "../../config/run-options.ts";
import { costPerMillion, priceOf } from "../../cost/price.ts";
import type { FailureExample } from "../../engine/messages.ts";
import type { ScheduleDigest } from "../../engine/schedule-digest.ts";
import type { BurstMetrics } from "../../result/burst.ts";
import type { GeneratorHealth } from "../../result/generator.ts";
import { type RunResult, SCHEMA_VERSION } from "../../result/run-result.ts";
import type { RunWindow } from "../../result/window.ts";
import type { Scenario } from "../../scenario/scenario.ts";
import type { SchedulePlan } from "../../scenario/schedule.ts";
import { isStationary } from "../../scenario/stationary.ts";
import { responseConfidence } from "../../stats/confidence.ts";
import { summarise } from "../../stats/latency.ts";
import { judgeObjective } from "../../stats/objective.ts";
import type { RunRecorder } from "../../stats/recorder.ts";
import { type StatisticsReading, serverStatistics } from "../../stats/server-statistics.ts";
import { tokenCounts, tokenTimes } from "../../stats/token-figures.ts";
import { judgeRun } from "../../stats/verdict.ts";
import type { PreparedTarget } from "../../targets/target.ts";
import type { Driver } from "./choose-driver.ts";

export interface MeasuredRun {
  readonly command: string[];
  readonly options: RunOptions;
  readonly scenario: Scenario;
  readonly plan: SchedulePlan;
  readonly schedule: ScheduleDigest;
  readonly target: RunResult["target"];
  /** Of every endpoint. */
  readonly urls: readonly string[];
  readonly tokens: PreparedTarget["tokens"];
  readonly environment: Record<string, string>;
  readonly started: { readonly epochMs: number; readonly monotonicNs: bigint };
  readonly partial: boolean;
  readonly measuredMs: number;
  readonly recorder: RunRecorder;
  readonly sentBurst: BurstMetrics;
  readonly windows: RunWindow[];
  /** null where the driver is not ours. */
  readonly health: GeneratorHealth | null;
  readonly driver: Pick<Driver, "name" | "workers">;
  readonly examples: readonly FailureExample[];
  readonly cacheCheck: RunResult["cacheCheck"];
  /** At both ends of the measured part; null where there is nothing to read. */
  readonly serverReadings: { readonly before: StatisticsReading; readonly after: StatisticsReading } | null;
  readonly accuracy: RunResult["accuracy"];
  readonly gpus: Pick<RunResult, "telemetry" | "telemetryAbsent">;
  readonly version: string;
}

/** Puts together the result document of a measured run. */
export function assembleResult(run: MeasuredRun): RunResult {
  const { options, scenario, plan, schedule, recorder, measuredMs } = run;
  const { total, scheduled, byOutcome } = recorder;
  const { load } = scenario;
  const closed = load.kind === "closed" ? load : null;
  const stationary = isStationary(load);
  const perSec = (amount: number) => (measuredMs > 0 ? (amount / measuredMs) * 1000 : null);
  const response = summarise(total.response);
  const streamed = run.tokens === "streamed";
  const times = tokenTimes(total.tokens, streamed);
  const latencyMs = {
    response: {
      ...response,
      confidence: responseConfidence(response, total.response, recorder.blocks, stationary),
    },
    service: summarise(total.service),
    sendLag: summarise(total.sendLag),
    ...times.latencyMs,
  };
  const achievedPerSec = perSec(recorder.answered);
  const inferencesPerSec = perSec(recorder.answeredItems);
  const tokens =
    run.tokens === undefined ? null : tokenCounts(recorder.answeredTokens, total.tokens, streamed, perSec);
  return {
    schemaVersion: SCHEMA_VERSION,
    kind: "run",
    source: "measured",
    plimsollVersion: run.version,
    command: run.command,
    startedAt: new Date(run.started.epochMs).toISOString(),
    startedMonotonicNs: String(run.started.monotonicNs),
    partial: run.partial,
    seed: options.seed,
    scenario,
    schedule: {
      sha256: schedule.sha256,
      requests: schedule.requests,
      warmupRequests: schedule.warmupRequests,
      measureFromMs: plan.warmupMs,
    },
    target: run.target,
    environment: run.environment,
    load: {
      kind: load.kind,
      driver: run.driver.name,
      concurrency: closed?.concurrency ?? null,
      arrivals: describeLoad(load),
      plannedPerSec: plannedPerSec(load, plan),
      offeredPerSec: closed === null ? perSec(scheduled) : null,
      achievedPerSec,
      inferencesPerSec,
      measuredMs,
      maxInFlight: recorder.maxInFlight,
      workers: run.driver.workers,
    },
    requests: {
      scheduled,
      sent: recorder.sent,
      ok: byOutcome.ok,
      failed: scheduled - byOutcome.ok,
      byOutcome,
      failures: recorder.failures.map((row) => ({ ...row, example: exampleOf(row, run.examples) })),
    },
    endpoints: recorder.endpoints.map((tally, index) => tally.summary(run.urls[index] ?? "")),
    latencyMs,
    histograms: {
      response: total.response.encode(),
      service: total.service.encode(),
      sendLag: total.sendLag.encode(),
      ...times.histograms,
    },
    tokens,
    windows: run.windows,
    burst: { planned: schedule.burst, sent: run.sentBurst },
    generator: run.health,
    ...run.gpus,
    slo: scenario.slo.map((objective) => judgeObjective(objective, recorder)),
    cacheCheck: run.cacheCheck,
    ...serverStatistics(run.serverReadings, {
      answered: recorder.answered,
      failed: scheduled - byOutcome.ok,
      maxInFlight: recorder.maxInFlight,
      answeredPerSec: run.windows.reduce((most, { ok }) => Math.max(most, ok), 0),
    }),
    verify: options.verify ?? null,
    accuracy: run.accuracy,
    verdict: judgeRun({
      loop: load.kind,
      scheduled,
      sent: recorder.sent,
      ok: byOutcome.ok,
      failures: recorder.failures,
      response: latencyMs.response,
      service: latencyMs.service,
      sendLag: latencyMs.sendLag,
      unfinished: recorder.unfinished,
      blocks: recorder.blocks.all,
      stationary,
      slo: scenario.slo,
      health: run.health,
      lateness: latenessOf(options.lateness),
    }),
    cost: costOf(options, run.urls.length, {
      achievedPerSec,
      inferencesPerSec,
      outputPerSec: tokens?.outputPerSec ?? null,
    }),
  };
}

function plannedPerSec(load: Scenario["load"], { measureMs, traces }: SchedulePlan): number | null {
  if (load.kind === "closed") return null;
  const perSec = meanRatePerSec(load.arrivals, { horizonMs: measureMs, traces });
  return load.kind === "sessions" ? perSec * load.turns.mean : perSec;
}

function describeLoad(load: Scenario["load"]): string {
  if (load.kind === "closed") {
    const { concurrency, rampFrom } = load;
    const users = rampFrom === undefined ? `${concurrency}` : `${rampFrom} growing to ${concurrency}`;
    return `closed loop: ${users} in flight, each followed by the next when its answer is there`;
  }
  const arrivals = `${load.arrivals.kind}: ${arrivalProcess(load.arrivals).describe(load.arrivals)}`;
  if (load.kind === "open") return arrivals;
  const { turns, thinkMs } = load;
  return `sessions ${arrivals}; ${turns.mean} requests each on average, ${thinkMs.mean / 1000} s (cv ${thinkMs.cv}) after an answer`;
}

/** The option has passed its schema: a time and a share, such as 1ms,5%. */
function latenessOf(option: string): { ms: number; share: number } {
  const [ms = 0, percent = 0] = option.split(",").map(Number.parseFloat);
  return { ms, share: percent / 100 };
}

function exampleOf(
  row: { outcome: string; failure: string; status: number },
  examples: readonly FailureExample[],
) {
  const example = examples.find(
    (e) => e.outcome === row.outcome && e.failure === row.failure && e.status === row.status,
  );
  return example?.message ?? null;
}

/** Each endpoint is taken for a machine of its own. */
function costOf(
  options: RunOptions,
  machines: number,
  rates: Readonly<Record<"achievedPerSec" | "inferencesPerSec" | "outputPerSec", number | null>>,
): RunResult["cost"] {
  const price = priceOf(options.price);
  const pricePerHour = price.pricePerHour * machines;
  return {
    currency: price.currency,
    pricePerHour,
    priceSource: `${price.source}${machines === 1 ? "" : `; ${machines} times, a machine for each endpoint`}`,
    priceIsExample: price.isExample,
    perMillionRequests: costPerMillion(pricePerHour, rates.achievedPerSec),
    perMillionInferences: costPerMillion(pricePerHour, rates.inferencesPerSec),
    perMillionOutputTokens: costPerMillion(pricePerHour, rates.outputPerSec),
    utilisation: null,
    note: `at this load on ${machines === 1 ? "one machine" : `${machines} machines`}; a machine that could carry more would cost less per request when it does`,
  };
}
