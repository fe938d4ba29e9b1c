import { costOfLoad } from "../cost/cost-of-load.ts";
import type { Objective } from "../result/objective.ts";
import { type RunResult, SCHEMA_VERSION } from "../result/run-result.ts";
import { plannedRatePerSec } from "../scenario/planned-load.ts";
import { isStationary } from "../scenario/stationary.ts";
import { accuracyOf } from "./accuracy.ts";
import { type RunTimes, recordedTimes } from "./lateness/run-times.ts";
import { whySpoiled } from "./lateness/why-spoiled.ts";
import { judgeObjectives } from "./objective.ts";
import { whyTrafficWanders, whyUnrepeated } from "./repetition.ts";
import type { RunFacts } from "./run-facts.ts";
import { figuresOf } from "./run-figures.ts";
import { serverStatistics } from "./server-statistics.ts";
import { storedWindows } from "./stored-windows.ts";
import { judgeRun } from "./verdict.ts";

/** Share of the requests that a server did not refuse which it must be seen to sustain to keep up with them. */
const KEPT_UP_SHARE = 0.98;

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
    origin: run.origin ?? null,
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
