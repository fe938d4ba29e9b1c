import { resolve } from "node:path";
import { durationMs } from "../config/duration.ts";
import { mergeOptions } from "../config/merge.ts";
import { type RunOptionsInput, runOptionsSchema } from "../config/run-options.ts";
import { EXIT, type ExitCode, usageError } from "../core/errors.ts";
import type { Host } from "../core/host.ts";
import { digestSchedule } from "../engine/schedule-digest.ts";
import type { LoadJob } from "../engine/send-load.ts";
import { monotonicOriginNs } from "../host/monotonic-clock.ts";
import { createHost } from "../host/real-host.ts";
import type { RunResult } from "../result/run-result.ts";
import type { RunWindow } from "../result/window.ts";
import { arrivalsOf, type Scenario } from "../scenario/scenario.ts";
import { countRequests, type SchedulePlan } from "../scenario/schedule.ts";
import { accuracyOf } from "../stats/accuracy.ts";
import { assembleRun, type FailureExample } from "../stats/assemble-run.ts";
import { RunRecorder } from "../stats/recorder.ts";
import type { ScheduleDigest } from "../stats/schedule-digest.ts";
import { loadTraces } from "../store/load-traces.ts";
import { RunFolder } from "../store/run-folder.ts";
import { loadScenario } from "../store/scenario-library.ts";
import { describeEnvironment } from "../telemetry/environment.ts";
import { checkCache } from "./run/cache-check.ts";
import { chooseDriver } from "./run/choose-driver.ts";
import { commandWords } from "./run/command-words.ts";
import { resolveScenario } from "./run/resolve-scenario.ts";
import { StatisticsWatch } from "./run/statistics-watch.ts";
import { verificationFor } from "./run/verification.ts";
import { watchGpus } from "./run/watch-gpus.ts";
import { type OpenTarget, openTarget } from "./target/open-target.ts";
import { hideKey } from "./target/request-headers.ts";
import { type SettledOptions, settleTarget } from "./target/settle-target.ts";

/** What a run tells while it goes on. */
export interface RunEvents {
  /** The server answered, the schedule is made; sending is about to start. */
  onReady?(about: { scenario: Scenario; target: RunResult["target"]; schedule: ScheduleDigest }): void;
  /** One second has passed. */
  onWindow?(window: RunWindow): void;
}

export interface RunOutcome {
  readonly result: RunResult;
  readonly exitCode: ExitCode;
  /** Folder with result.json, latency.hlog and report.html. */
  readonly folder: string;
  readonly reportPath: string;
}

/**
 * Drives bursty load against a server, measures, and writes result, histogram log and report.
 *
 * @param input options of `plimsoll run`, as in `bench.config.ts`
 * @throws PlimsollError with the documented exit code when there is nothing to measure: usage (2), target (4)
 */
export async function run(
  input: RunOptionsInput = {},
  host: Host = createHost(),
  events: RunEvents = {},
): Promise<RunOutcome> {
  const { result, folder } = await measureRun(input, host, events);
  const { renderRunReport } = await import("../report/run/html.ts");
  const reportPath = folder.write("report.html", await renderRunReport(result));
  return { result, exitCode: exitCodeOf(result), folder: folder.path, reportPath };
}

/**
 * As `run`, without the report: result and histogram log are written.
 *
 * @throws PlimsollError with the documented exit code when there is nothing to measure: usage (2), target (4)
 */
export async function measureRun(
  input: RunOptionsInput,
  host: Host,
  events: RunEvents = {},
): Promise<{ readonly result: RunResult; readonly folder: RunFolder }> {
  const given = mergeOptions(runOptionsSchema, [{ values: input, spell: (option) => option }]);
  const { options, found } = await settleTarget(given, host);
  const scenario = resolveScenario(loadScenario(options.scenario, host.cwd, host.packageRoot), options);
  const arrivals = arrivalsOf(scenario.load);
  const traces = arrivals === null ? {} : await loadTraces(arrivals, host.cwd);
  const plan = planOf(scenario, traces, options);
  const target = await openTarget(options, found, scenario, () => requestsOf(scenario, plan), host);
  try {
    const whole = { ...plan, payloads: target.prepared.requests.length };
    return await measure(
      options,
      commandWords("run", runOptionsSchema, found === null ? given : options),
      scenario,
      whole,
      target,
      host,
      events,
    );
  } finally {
    await target.close();
  }
}

/** The schedule of a scenario, as far as it is known before the requests are made. */
function planOf(scenario: Scenario, traces: SchedulePlan["traces"], options: SettledOptions): SchedulePlan {
  const { load, phases, payload } = scenario;
  return {
    arrivals: arrivalsOf(load),
    warmupMs: phases.warmupMs,
    measureMs: phases.measureMs,
    seed: options.seed,
    traces,
    payloads: 1,
    repetition: payload?.repetition ?? { kind: "uniform" },
    payloadSeed: options.payloadSeed ?? options.seed,
  };
}

function requestsOf(scenario: Scenario, plan: SchedulePlan): number {
  if (scenario.load.kind === "open") return countRequests(plan);
  throw usageError(
    "unique payloads need to know how many requests there will be, which only an open load does",
    "use another --repetition, or a scenario with an open load",
  );
}

async function measure(
  options: SettledOptions,
  command: string[],
  scenario: Scenario,
  plan: SchedulePlan,
  target: OpenTarget,
  host: Host,
  events: RunEvents,
): Promise<{ result: RunResult; folder: RunFolder }> {
  const { load } = scenario;
  const closed = load.kind === "closed" ? load : null;
  const job: LoadJob = {
    load,
    plan,
    target: options.target,
    prepared: target.prepared,
    verification: await verificationFor(options, plan.repetition, target, host),
    address: target.address,
    others: target.others,
    balance: options.balance,
    items: target.facts.itemsPerRequest,
    workers: Math.min(options.workers, closed?.concurrency ?? options.workers),
    timeoutMs: durationMs(options.timeout),
    maxInFlight: Math.max(options.maxInFlight, closed?.concurrency ?? 0),
    warmConnections:
      options.connections ?? (target.prepared.version === "2" ? 1 : (closed?.concurrency ?? 32)),
  };
  const driver = chooseDriver(options.driver, job, host.version);
  const environment = await describeEnvironment();
  const schedule = digestSchedule(plan);
  const stamp = new Date(host.wallClockMs()).toISOString().slice(0, 19).replaceAll(":", "-");
  const folder = new RunFolder(resolve(host.cwd, options.out ?? `reports/${stamp}-${scenario.name}`));
  events.onReady?.({ scenario, target: target.facts, schedule });

  const windows: RunWindow[] = [];
  const recorder = new RunRecorder({
    shards: driver.workers,
    endpoints: target.urls.length,
    measureFromMs: plan.warmupMs,
    measureMs: plan.measureMs,
    offeredPerWindow: load.kind === "open" ? (window) => schedule.offeredPerWindow.get(window) ?? 0 : null,
    onWindow(window, latencies) {
      windows.push(window);
      folder.appendWindow(window, plan.warmupMs, latencies);
      events.onWindow?.(window);
    },
  });
  const examples: FailureExample[] = [];
  const inside = new StatisticsWatch(target.statistics, host.clock, (message) =>
    hideKey(message, options, host),
  );
  const gpus = await watchGpus(options.url ?? [], options.proxy, host.clock);
  let started = { epochMs: 0, monotonicNs: 0n };
  const driven = driver.drive(
    job,
    recorder,
    {
      onStart(t0Ms) {
        const epochMs = host.wallClockMs() + (t0Ms - host.clock.nowMs());
        started = { epochMs, monotonicNs: monotonicOriginNs() + BigInt(Math.round(t0Ms * 1e6)) };
        inside.start(t0Ms + plan.warmupMs, t0Ms + plan.warmupMs + plan.measureMs);
        gpus.measure(t0Ms + plan.warmupMs, t0Ms + plan.warmupMs + plan.measureMs);
        folder.startLog(epochMs + plan.warmupMs, `plimsoll ${host.version} ${scenario.name}`);
      },
      onExample: (example) => examples.push({ ...example, message: hideKey(example.message, options, host) }),
    },
    host.clock,
    host.interrupted,
  );
  const { stoppedAtMs, health, accuracy } = await driven.finally(() => gpus.stop());
  const serverReadings = await inside.finish();
  const measuredMs = Math.min(
    plan.measureMs,
    Math.max(0, (stoppedAtMs ?? Number.POSITIVE_INFINITY) - plan.warmupMs),
  );
  const sentBurst = recorder.finish(plan.warmupMs + measuredMs);
  await folder.closeLog();
  const timeoutMs = durationMs(options.timeout);
  const cacheCheck =
    options.cacheCheck && stoppedAtMs === null
      ? await checkCache(target, { ...options, timeoutMs }, host.clock, host.interrupted)
      : null;

  const result = assembleRun({
    source: "measured",
    version: host.version,
    command,
    settings: {
      seed: options.seed,
      verify: options.verify ?? null,
      lateness: latenessOf(options.lateness),
      pricePerHour: options.price,
    },
    scenario,
    plan,
    schedule,
    target: target.facts,
    urls: target.urls,
    tokens: target.prepared.tokens,
    environment,
    started: { at: new Date(started.epochMs).toISOString(), monotonicNs: started.monotonicNs },
    partial: stoppedAtMs !== null,
    measuredMs,
    health,
    driver,
    recorder,
    sentBurst,
    windows,
    examples,
    cacheCheck,
    serverReadings,
    accuracy: accuracy && accuracyOf(accuracy),
    gpus: gpus.summary({ measuredMs, items: recorder.answeredItems }),
  });
  folder.write("result.json", `${JSON.stringify(result, null, 2)}\n`);
  return { result, folder };
}

/** Interrupted before invalid before missed objectives. */
function exitCodeOf(result: RunResult): ExitCode {
  if (result.partial) return EXIT.interrupted;
  if (!result.verdict.valid) return EXIT.invalid;
  return result.slo.every((objective) => objective.holds) ? EXIT.ok : EXIT.objectiveFailed;
}

/** The option has passed its schema: a time and a share, such as 1ms,5%. */
function latenessOf(option: string): { ms: number; share: number } {
  const [ms = 0, percent = 0] = option.split(",").map(Number.parseFloat);
  return { ms, share: percent / 100 };
}
