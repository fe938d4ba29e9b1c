import type { TokensTold } from "../core/token-block.ts";
import { costOfLoad } from "../cost/cost-of-load.ts";
import type { BurstMetrics } from "../result/burst.ts";
import type { GeneratorHealth } from "../result/generator.ts";
import type { Objective } from "../result/objective.ts";
import { type RunResult, SCHEMA_VERSION } from "../result/run-result.ts";
import type { RunWindow } from "../result/window.ts";
import { describeLoad, plannedRatePerSec } from "../scenario/planned-load.ts";
import type { Scenario } from "../scenario/scenario.ts";
import type { SchedulePlan } from "../scenario/schedule.ts";
import { isStationary } from "../scenario/stationary.ts";
import { accuracyOf } from "./accuracy.ts";
import type { ServerDeath } from "./checks/check.ts";
import { responseConfidence } from "./confidence.ts";
import { summarise } from "./latency.ts";
import { marked } from "./lateness/marked.ts";
import type { LatenessRule } from "./lateness/rule.ts";
import { type RunTimes, recordedTimes } from "./lateness/run-times.ts";
import { whySpoiled } from "./lateness/why-spoiled.ts";
import { judgeObjectives } from "./objective.ts";
import type { RunRecorder } from "./recorder.ts";
import { type Unrepeated, whyTrafficWanders, whyUnrepeated } from "./repetition.ts";
import type { ScheduleDigest } from "./schedule-digest.ts";
import { type StatisticsReading, serverStatistics } from "./server-statistics.ts";
import { storedWindows } from "./stored-windows.ts";
import type { Achieved } from "./throughput.ts";
import { tokenCounts, tokenTimes } from "./token-figures.ts";
import type { Looks } from "./until-shown.ts";
import { judgeRun } from "./verdict.ts";

/** Share of the requests that a server did not refuse which it must be seen to sustain to keep up with them. */
const KEPT_UP_SHARE = 0.98;

/** An example of one kind of failure, in words. */
export interface FailureExample {
  readonly outcome: string;
  readonly failure: string;
  readonly status: number;
  readonly message: string;
}

/** The settings of a run other than its traffic, as far as the result depends on them. */
export interface RunSettings {
  readonly seed: number;
  readonly verify: RunResult["verify"];
  /** Largest part of a figure that may be the generator's own. */
  readonly lateness: LatenessRule;
  /** What decides an objective: that it is shown to hold or to miss in the long run, or what this run observed. */
  readonly sloJudge: "shown" | "observed";
  /** Whether the objectives are the scenario's, and not the user's. */
  readonly sloOfScenario: boolean;
  /** When the run looked whether its objectives were decided; left out or null where its length was given. */
  readonly looks?: Looks | null;
  /** Price of one machine per hour; undefined = none was given. */
  readonly pricePerHour: number | undefined;
}

/** The facts that a result document is made from, whether a server was measured or simulated. */
export interface RunFacts {
  readonly source: RunResult["source"];
  /** What a simulated run rests on; left out where a server was measured. */
  readonly simulation?: RunResult["simulation"];
  readonly version: string;
  /** Words of the command line that repeats the run. */
  readonly command: string[];
  readonly settings: RunSettings;
  readonly scenario: Scenario;
  /** The objectives of the run; the scenario holds their texts. */
  readonly objectives: readonly Objective[];
  readonly plan: SchedulePlan;
  readonly schedule: ScheduleDigest;
  /** What there is to say of how recorded arrivals were read; left out where there are none. */
  readonly trafficNotes?: readonly string[];
  readonly target: RunResult["target"];
  /** Number of machines that are paid for, on average; left out = one for each endpoint. */
  readonly machines?: number;
  /** One URL for each endpoint. */
  readonly urls: readonly string[];
  /** How the tokens of answers become known; undefined where answers have none. */
  readonly tokens: TokensTold | undefined;
  readonly environment: Record<string, string>;
  /** The moment of schedule time 0: by the wall clock, ISO 8601, UTC, and by the monotonic clock of the host. */
  readonly started: { readonly at: string; readonly monotonicNs: bigint };
  /** Whether the run ended before its schedule did. */
  readonly partial: boolean;
  /** Message of the fault of this program that broke the run off; left out or null where there was none. */
  readonly fault?: string | null;
  /** Length of the measured part, ms, as far as the run came. */
  readonly measuredMs: number;
  readonly recorder: RunRecorder;
  readonly sentBurst: BurstMetrics;
  readonly windows: RunWindow[];
  /** Health of the generator; null where none was observed: its driver is not ours, or the run is simulated. */
  readonly health: GeneratorHealth | null;
  /** Name of the program that sent the requests, and its number of threads. */
  readonly driver: { readonly name: string; readonly workers: number };
  readonly examples: readonly FailureExample[];
  readonly cacheCheck: RunResult["cacheCheck"];
  /** The server's own counts at both ends of the measured part; null where there is nothing to read. */
  readonly serverReadings: { readonly before: StatisticsReading; readonly after: StatisticsReading } | null;
  /** How a server that the run started itself ended too early; null when it did not, left out where it started none. */
  readonly serverDeath?: ServerDeath | null | undefined;
  readonly gpus: Pick<RunResult, "telemetry" | "telemetryAbsent">;
}

/** Puts together the result document of a run. Pure: the same facts give the same document. */
export function assembleRun(run: RunFacts): RunResult {
  const times = timesOf(run);
  const unrepeated = whyUnrepeated(run.scenario.load, run.measuredMs, run.sentBurst);
  const figures = figuresOf(run, times, unrepeated);
  const answers = run.recorder.accuracy;
  const accuracy = answers && accuracyOf(answers);
  const unjudged: RunResult = {
    schemaVersion: SCHEMA_VERSION,
    kind: "run",
    source: run.source,
    simulation: run.simulation ?? null,
    ...provenanceOf(run),
    ...figures,
    ...storedWindows(run.windows),
    burst: { planned: run.schedule.burst, sent: run.sentBurst },
    generator: run.health,
    ...run.gpus,
    untilShown: untilShownOf(run),
    slo: [],
    cacheCheck: run.cacheCheck,
    ...insideOf(run),
    verify: run.settings.verify,
    accuracy,
    verdict: verdictOf(run, figures.latencyMs, times),
    cost: costOfLoad(run.settings.pricePerHour, run.machines ?? run.urls.length, {
      requestsPerSec: figures.load.achievedPerSec,
      inferencesPerSec: figures.load.inferencesPerSec,
      outputTokensPerSec: figures.tokens?.outputPerSec ?? null,
    }),
  };
  // Objectives are about figures of the document, so they are judged when it exists.
  const spoiled = (objective: Objective) => whySpoiled(objective, times, run.settings.lateness);
  const evidence = {
    rule: run.settings.sloJudge,
    measuredMs: run.measuredMs,
    confidence: figures.latencyMs.response.confidence,
    unrepeated,
    differentItems: accuracy?.differentItems ?? null,
    ...(run.settings.looks ? { error: run.settings.looks.error } : {}),
  };
  const judged = { recorder: run.recorder, result: unjudged, spoiled };
  return { ...unjudged, slo: judgeObjectives(run.objectives, judged, evidence, run.settings.sloOfScenario) };
}

function untilShownOf({ settings: { looks }, measuredMs }: RunFacts): RunResult["untilShown"] {
  if (!looks) return null;
  return {
    longestMs: looks.atMs.at(-1) ?? measuredMs,
    looksMs: looks.atMs.filter((atMs) => atMs <= measuredMs),
    errorOfLook: looks.error,
  };
}

/** The facts that another person needs to repeat the run, or to check it. */
function provenanceOf({ schedule, plan, started, ...run }: RunFacts) {
  return {
    plimsollVersion: run.version,
    command: run.command,
    startedAt: started.at,
    startedMonotonicNs: String(started.monotonicNs),
    partial: run.partial,
    seed: run.settings.seed,
    scenario: run.scenario,
    schedule: {
      sha256: schedule.sha256,
      requests: schedule.requests,
      warmupRequests: schedule.warmupRequests,
      measureFromMs: plan.warmupMs,
    },
    target: run.target,
    environment: run.environment,
  };
}

/** The times of the requests, of which the rule on lateness asks any figure. */
function timesOf({ recorder, scenario, objectives, health }: RunFacts): RunTimes {
  const { answers, output, outputUnknown } = recorder.throughput.due.tokens;
  return recordedTimes({
    loop: scenario.load.kind,
    total: recorder.total,
    failed: recorder.scheduled - recorder.byOutcome.ok,
    tokensPerAnswer: outputUnknown === 0 && answers > 0 ? output / answers : null,
    health,
    attainment(objective) {
      const blocks = recorder.objectives[objectives.indexOf(objective)];
      return {
        within: blocks?.within ?? 0,
        spoiled: blocks?.lateToKeep ?? 0,
        of: recorder.scheduled,
      };
    },
  });
}

/** The figures that the recorder gathered: rates, outcomes, latencies, tokens. */
function figuresOf(run: RunFacts, runTimes: RunTimes, unrepeated: Unrepeated | null) {
  const { recorder, measuredMs } = run;
  const { total } = recorder;
  const perSec = (amount: number) => (measuredMs > 0 ? (amount / measuredMs) * 1000 : null);
  const achieved = recorder.throughput.achieved(run.scenario.load.kind, run.partial);
  const streamed = run.tokens === "streamed";
  const times = tokenTimes(total.tokens, streamed);
  const { ttft, ttftFromSent, tpot, chunkGap } = times.latencyMs;
  const response = summarise(total.response);
  const confidence = responseConfidence(response, total.response, recorder.blocks, unrepeated?.why ?? null);
  const mark = marked(runTimes, run.settings.lateness);
  return {
    load: loadOf(run, achieved, perSec),
    requests: requestsOf(run),
    endpoints: recorder.endpoints.map((tally, index) => tally.summary(run.urls[index] ?? "")),
    latencyMs: {
      response: { ...mark("response", response), confidence },
      service: mark("service", summarise(total.service)),
      sendLag: summarise(total.sendLag),
      ttft: ttft && mark("ttft", ttft),
      ttftFromSent: ttftFromSent && mark("ttftFromSent", ttftFromSent),
      tpot: tpot && mark("tpot", tpot),
      chunkGap: chunkGap && mark("chunkGap", chunkGap),
    },
    levels: recorder.levels.summary(measuredMs),
    histograms: {
      response: total.response.encode(),
      service: total.service.encode(),
      sendLag: total.sendLag.encode(),
      ...times.histograms,
    },
    tokens:
      run.tokens === undefined
        ? null
        : tokenCounts(recorder.throughput.due.tokens, total.tokens, streamed, perSec, achieved),
  };
}

function loadOf(
  run: RunFacts,
  achieved: Achieved,
  perSec: (amount: number) => number | null,
): RunResult["load"] {
  const { recorder, driver, plan } = run;
  const { load } = run.scenario;
  return {
    kind: load.kind,
    driver: driver.name,
    concurrency: load.kind === "closed" ? load.concurrency : null,
    arrivals: describeLoad(load),
    notes: [...(run.trafficNotes ?? [])],
    plannedPerSec: plannedRatePerSec({ load, plan }),
    offeredPerSec: load.kind === "closed" ? null : perSec(recorder.scheduled),
    achievedPerSec: perSec(achieved.requests),
    inferencesPerSec: run.target.itemsPerRequest === null ? null : perSec(achieved.items),
    measuredMs: run.measuredMs,
    maxInFlight: recorder.maxInFlight,
    workers: driver.workers,
  };
}

function requestsOf({ recorder, examples, measuredMs }: RunFacts): RunResult["requests"] {
  const { scheduled, sent, byOutcome, failures } = recorder;
  return {
    scheduled,
    sent,
    ok: byOutcome.ok,
    failed: scheduled - byOutcome.ok,
    byOutcome,
    failures: failures.map((row) => ({ ...row, example: exampleOf(row, examples) })),
    outage: recorder.outages.find(measuredMs),
  };
}

function exampleOf(
  row: { outcome: string; failure: string; status: number },
  examples: readonly FailureExample[],
): string | null {
  const example = examples.find(
    (e) => e.outcome === row.outcome && e.failure === row.failure && e.status === row.status,
  );
  return example?.message ?? null;
}

/** The server's statistics of the measured part, compared with the run's own counts of its requests. */
function insideOf({ serverReadings, recorder, windows }: RunFacts) {
  return serverStatistics(serverReadings, {
    answered: recorder.answered,
    failed: recorder.scheduled - recorder.byOutcome.ok,
    maxInFlight: recorder.maxInFlight,
    answeredPerSec: windows.reduce((most, { ok }) => Math.max(most, ok), 0),
  });
}

function verdictOf(
  { fault, scenario, objectives, plan, measuredMs, recorder, health, settings, serverDeath }: RunFacts,
  { response, service, sendLag }: RunResult["latencyMs"],
  times: RunTimes,
): RunResult["verdict"] {
  const { ok, timeout, cancelled } = recorder.byOutcome;
  return judgeRun({
    fault,
    loop: scenario.load.kind,
    scheduled: recorder.scheduled,
    sent: recorder.sent,
    ok,
    failures: recorder.failures,
    response,
    service,
    sendLag,
    unfinished: recorder.unfinished,
    backlog: recorder.backlog.found(measuredMs),
    plannedPerSec: plannedRatePerSec({ load: scenario.load, plan }),
    keptUp: recorder.throughput.sustained >= KEPT_UP_SHARE * (ok + timeout + cancelled),
    warmupMs: scenario.phases.warmupMs,
    blocks: recorder.blocks.all,
    blockMs: recorder.blocks.blockMs,
    stationary: isStationary(scenario.load),
    wandering: whyTrafficWanders(scenario.load, measuredMs),
    objectives: settings.sloOfScenario ? [] : objectives,
    health,
    serverDeath,
    times,
    lateness: settings.lateness,
  });
}
