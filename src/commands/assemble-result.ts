import { arrivalProcess, meanRatePerSec } from "../arrivals/index.ts";
import type { RunOptions } from "../config/run-options.ts";
import { costPerMillion, EXAMPLE_PRICE, type Price } from "../cost/price.ts";
import type { FailureExample } from "../engine/messages.ts";
import type { ScheduleDigest } from "../engine/schedule-digest.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { SchedulePlan } from "../scenario/schedule.ts";
import { judgeSlo, summarise } from "../stats/latency.ts";
import type { RunRecorder } from "../stats/recorder.ts";
import { type BurstMetrics, type RunResult, type RunWindow, SCHEMA_VERSION } from "../stats/run-result.ts";
import { judgeRun } from "../stats/verdict.ts";

export interface MeasuredRun {
  readonly command: string[];
  readonly options: RunOptions;
  readonly scenario: Scenario;
  readonly plan: SchedulePlan;
  readonly schedule: ScheduleDigest;
  readonly target: RunResult["target"];
  readonly environment: Record<string, string>;
  readonly started: { readonly epochMs: number; readonly monotonicNs: bigint };
  readonly partial: boolean;
  readonly measuredMs: number;
  readonly recorder: RunRecorder;
  readonly sentBurst: BurstMetrics;
  readonly windows: RunWindow[];
  readonly examples: readonly FailureExample[];
  readonly cacheCheck: RunResult["cacheCheck"];
  readonly version: string;
}

/** Puts together the result document of a measured run. */
export function assembleResult(run: MeasuredRun): RunResult {
  const { options, scenario, plan, schedule, recorder, measuredMs } = run;
  const { arrivals } = plan;
  const { total, scheduled, byOutcome } = recorder;
  const perSec = (amount: number) => (measuredMs > 0 ? (amount / measuredMs) * 1000 : null);
  const latencyMs = {
    response: summarise(total.response),
    service: summarise(total.service),
    sendLag: summarise(total.sendLag),
  };
  const achievedPerSec = perSec(byOutcome.ok);
  const inferencesPerSec = perSec(recorder.okItems);
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
      kind: scenario.load.kind,
      arrivals: describeLoad(scenario.load),
      plannedPerSec:
        meanRatePerSec(arrivals, { horizonMs: plan.measureMs, traces: plan.traces }) *
        (scenario.load.kind === "sessions" ? scenario.load.turns.mean : 1),
      offeredPerSec: perSec(scheduled),
      achievedPerSec,
      inferencesPerSec,
      measuredMs,
      maxInFlight: recorder.maxInFlight,
      workers: options.workers,
    },
    requests: {
      scheduled,
      sent: recorder.sent,
      ok: byOutcome.ok,
      failed: scheduled - byOutcome.ok,
      byOutcome,
      failures: recorder.failures.map((row) => ({ ...row, example: exampleOf(row, run.examples) })),
    },
    latencyMs,
    histograms: {
      response: total.response.encode(),
      service: total.service.encode(),
      sendLag: total.sendLag.encode(),
    },
    windows: run.windows,
    burst: { planned: schedule.burst, sent: run.sentBurst },
    telemetry: [],
    slo: scenario.slo.map((objective) => judgeSlo(objective, total.response, scheduled)),
    cacheCheck: run.cacheCheck,
    verdict: judgeRun({
      scheduled,
      sent: recorder.sent,
      ok: byOutcome.ok,
      response: latencyMs.response,
      service: latencyMs.service,
      unfinished: recorder.unfinished,
      slo: scenario.slo,
    }),
    cost: costOf(options, achievedPerSec, inferencesPerSec),
  };
}

function describeLoad(load: Scenario["load"]): string {
  const arrivals = `${load.arrivals.kind}: ${arrivalProcess(load.arrivals).describe(load.arrivals)}`;
  if (load.kind === "open") return arrivals;
  const { turns, thinkMs } = load;
  return `sessions ${arrivals}; ${turns.mean} requests each on average, ${thinkMs.mean / 1000} s (cv ${thinkMs.cv}) after an answer`;
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

function costOf(
  options: RunOptions,
  ratePerSec: number | null,
  inferencesPerSec: number | null,
): RunResult["cost"] {
  const price: Price =
    options.price === undefined
      ? EXAMPLE_PRICE
      : { pricePerHour: options.price, currency: "USD", source: "given with --price", isExample: false };
  return {
    currency: price.currency,
    pricePerHour: price.pricePerHour,
    priceSource: price.source,
    priceIsExample: price.isExample,
    perMillionRequests: costPerMillion(price.pricePerHour, ratePerSec),
    perMillionInferences: costPerMillion(price.pricePerHour, inferencesPerSec),
    utilisation: null,
    note: "at this load on one machine; a machine that could carry more would cost less per request when it does",
  };
}
