import { type ParsedRun, runOptionsSchema } from "../../config/run-options.ts";
import { usageError } from "../../core/errors.ts";
import type { Host } from "../../core/host.ts";
import { digestUntil } from "../../engine/schedule-digest.ts";
import { knownSecrets } from "../../host/known-secrets.ts";
import { type RunResult, runResultSchema } from "../../result/run-result.ts";
import type { RunWindow } from "../../result/window.ts";
import { arrivalsOf, type Scenario } from "../../scenario/scenario.ts";
import { countRequests, type SchedulePlan } from "../../scenario/schedule.ts";
import { assembleRun } from "../../stats/assemble-run.ts";
import type { ScheduleDigest } from "../../stats/schedule-digest.ts";
import type { Looks } from "../../stats/until-shown.ts";
import { loadTraces } from "../../store/load-traces.ts";
import { placeFor } from "../../store/place.ts";
import { RESULT_FILE } from "../../store/result-folder.ts";
import { RunFolder } from "../../store/run-folder.ts";
import { loadScenario } from "../../store/scenario-library.ts";
import { describeEnvironment } from "../../telemetry/environment.ts";
import { type OpenTarget, openTarget } from "../target/open-target.ts";
import { type SettledOptions, settleTarget } from "../target/settle-target.ts";
import { interruptedWhile, untilInterrupted } from "../target/until-interrupted.ts";
import { checkCache } from "./cache-check.ts";
import { chooseDriver } from "./choose-driver.ts";
import { commandWords } from "./command-words.ts";
import { loadJobOf } from "./load-job.ts";
import { BrokenRun, type MeasuredRun, type WrittenRun } from "./measured-run.ts";
import { observe } from "./observation.ts";
import { originOf } from "./origin-of.ts";
import type { ReadyRun } from "./ready-run.ts";
import { refuseEndlessPlan } from "./refuse-endless-plan.ts";
import { refuseUnseenObjectives } from "./refuse-unseen-objectives.ts";
import { resolveObjectives, resolveScenario } from "./resolve-scenario.ts";
import { looksOf } from "./until-shown.ts";
import { hidingSecrets, withoutSecrets } from "./without-secrets.ts";

/** The callbacks that tell of the progress of a run. */
export interface RunEvents {
  /** Called when the server has answered and the schedule is made, just before sending starts. */
  onReady?(about: {
    scenario: Scenario;
    /** The schedule as it is planned; with --until-shown, as long as it may become. */
    plan: Pick<SchedulePlan, "warmupMs" | "measureMs">;
    target: RunResult["target"];
    schedule: ScheduleDigest;
    /** The folder that the results of an earlier run were moved to; null where there were none. */
    setAside: string | null;
    /** What there is to say of how recorded arrivals were read. */
    trafficNotes: readonly string[];
  }): void;
  /** Called once for each second that has passed. */
  onWindow?(window: RunWindow): void;
  /** Called with the result before it is written: a full disk must not take it away. */
  onResult?(result: RunResult): void | Promise<void>;
}

/**
 * Measures one run and writes its result and histogram log, but no report.
 *
 * @throws PlimsollError with the documented exit code when there is nothing to measure: usage (2), target (4)
 * @throws BrokenRun when a fault of this program broke the run off
 */
export async function measureRun(
  parsed: ParsedRun,
  host: Host,
  events: RunEvents = {},
): Promise<MeasuredRun> {
  return hidingSecrets(() => measureAs(parsed, host, events));
}

async function measureAs(
  { options: asked, given }: ParsedRun,
  host: Host,
  events: RunEvents,
): Promise<MeasuredRun> {
  const isAsked = given.scenario !== undefined;
  const named = loadScenario(asked.scenario, host.cwd, host.packageRoot);
  // Known without any server, and so said before one is asked.
  const durationMs = asked.untilShownMs ?? asked.durationMs;
  refuseEndlessPlan(resolveScenario(named, { ...asked, durationMs }, isAsked));
  const { options, found } = await settleTarget(asked, host);
  const wanted = resolveScenario(named, options, isAsked);
  const objectives = resolveObjectives(wanted, options);
  const looks = looksOf(options, wanted, objectives);
  refuseUnseenObjectives(objectives, options);
  const traces = await loadTraces(arrivalsOf(wanted.load), host.cwd, options.seed);
  const plan = planOf(wanted, looks, traces.offsets, options);
  const itemsGiveWay = !isAsked && given.batch === undefined;
  const requests = () => requestsOf(wanted, plan);
  const repeated = found === null ? given : { ...given, target: options.target };
  const folder = new RunFolder(placeFor(options.out, wanted.name, host));
  let target: OpenTarget | undefined;
  try {
    target = await openTarget(options, { found, scenario: wanted, requests, itemsGiveWay }, host);
    const scenario = carrying(target.facts.itemsPerRequest, wanted);
    const run: ReadyRun = {
      options,
      command: commandWords("run", runOptionsSchema, {
        ...repeated,
        seed: options.seed,
      }),
      scenario,
      objectives,
      looks,
      plan: { ...plan, payloads: target.prepared.requests.length },
      trafficNotes: traces.notes,
      target,
      folder,
      host,
    };
    return { ...(await measure(run, events)), closed: target.close() };
  } catch (error) {
    await target?.close();
    throw error;
  } finally {
    folder.release();
  }
}

/** The scenario with the items that its requests carry, of which the server may have taken fewer. */
function carrying(items: number | null, scenario: Scenario): Scenario {
  return items === null ? scenario : { ...scenario, payload: { ...scenario.payload, items } };
}

/** The schedule of a scenario, as far as it is known before the requests are made. */
function planOf(
  scenario: Scenario,
  looks: Looks | null,
  traces: SchedulePlan["traces"],
  options: SettledOptions,
): SchedulePlan {
  const { load, phases, payload } = scenario;
  return {
    arrivals: arrivalsOf(load),
    warmupMs: phases.warmupMs,
    measureMs: looks?.atMs.at(-1) ?? phases.measureMs,
    seed: options.seed,
    traces,
    payloads: 1, // until the requests are there
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

/** Prepares the load, observes while it is driven, and assembles the result. */
async function measure(run: ReadyRun, events: RunEvents): Promise<WrittenRun> {
  const { options, scenario, plan, target, folder, host } = run;
  const job = await untilInterrupted(loadJobOf(run), host.interrupted, "answers were asked for --verify");
  const driver = chooseDriver(options.driver, job, host.version);
  const environment = await describeEnvironment();
  const schedule = await digestUntil(plan, host.interrupted);
  if (schedule === null) throw interruptedWhile("the schedule was made");
  const setAside = folder.setEarlierAside();
  const ready = { scenario, plan, target: knownSecrets.hideIn(target.facts), schedule, setAside };
  events.onReady?.({ ...ready, trafficNotes: run.trafficNotes });

  const observation = await observe(run, schedule, driver.workers, folder, events);
  const { recorder } = observation;
  const { events: told, enough } = observation;
  const driven = driver.drive(job, recorder, told, host.clock, stopOf(run), enough);
  const { stoppedAtMs, endedAtMs, health, fault } = await driven.finally(() => observation.stop());
  const observed = await observation.finish(stoppedAtMs, endedAtMs);
  const cacheCheck =
    options.cacheCheck && stoppedAtMs === null
      ? await checkCache(target, options, host.clock, host.interrupted)
      : null;

  const assembled = assembleRun({
    ...run,
    ...observed,
    source: "measured",
    version: host.version,
    settings: {
      seed: options.seed,
      verify: options.verify ?? null,
      lateness: options.lateness,
      sloJudge: options.sloJudge,
      sloOfScenario: options.slo === undefined,
      looks: run.looks,
      pricePerHour: options.price,
    },
    schedule,
    target: target.facts,
    urls: target.urls,
    tokens: target.prepared.tokens,
    environment,
    origin: originOf(options.label, host),
    partial: stoppedAtMs !== null,
    fault: fault?.message ?? null,
    recorder,
    health,
    driver,
    cacheCheck,
  });
  const result = withoutSecrets(assembled, runResultSchema);
  await events.onResult?.(result);
  folder.write(RESULT_FILE, `${JSON.stringify(result, null, 2)}\n`);
  if (fault !== null) throw new BrokenRun({ result, folder, interrupted: false }, fault);
  folder.checkLog();
  return { result, folder, interrupted: host.interrupted.aborted };
}

/** The signal that ends the load: the user's, or the end of the server that the run started. */
function stopOf({ target, host }: ReadyRun): AbortSignal {
  return target.server === null ? host.interrupted : AbortSignal.any([host.interrupted, target.server.died]);
}
