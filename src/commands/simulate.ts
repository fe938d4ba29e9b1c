import { setImmediate as nextTurn } from "node:timers/promises";
import {
  type ParsedSimulation,
  parseSimulateInput,
  type SimulateOptions,
  type SimulateOptionsInput,
  simulateOptionsSchema,
} from "../config/simulate-options.ts";
import { type ExitCode, usageError } from "../core/errors.ts";
import type { Host } from "../core/host.ts";
import { digestUntil } from "../engine/schedule-digest.ts";
import { createHost } from "../host/real-host.ts";
import type { RunResult } from "../result/run-result.ts";
import type { RunWindow } from "../result/window.ts";
import { expectedRequests } from "../scenario/planned-load.ts";
import { arrivalsOf, type Scenario } from "../scenario/scenario.ts";
import { countRequests, type SchedulePlan } from "../scenario/schedule.ts";
import { compareWithMeasured } from "../simulator/comparison.ts";
import { loadLengths, loadTraces } from "../store/load-traces.ts";
import { placeFor } from "../store/place.ts";
import { RESULT_FILE } from "../store/result-folder.ts";
import { RunFolder } from "../store/run-folder.ts";
import { loadScenario } from "../store/scenario-library.ts";
import { commandWords } from "./run/command-words.ts";
import { exitCodeOf } from "./run/exit-code.ts";
import { refuseEndlessPlan } from "./run/refuse-endless-plan.ts";
import { resolveObjectives, resolveScenario } from "./run/resolve-scenario.ts";
import { calibratedFleet, isServiceModelFile } from "./simulate/calibrated-fleet.ts";
import { type DescribedFleet, statedFleet } from "./simulate/fleet-of.ts";
import { readMeasuredRuns } from "./simulate/measured-runs.ts";
import { payloadSizes } from "./simulate/payload-sizes.ts";
import type { ReadySimulation } from "./simulate/ready-simulation.ts";
import { refuseUnsimulated } from "./simulate/refuse-unsimulated.ts";
import { scalingOf } from "./simulate/scaling-of.ts";
import { startSimulating } from "./simulate/simulated-run.ts";
import { surroundingsOf } from "./simulate/surroundings-of.ts";
import { interruptedWhile } from "./target/until-interrupted.ts";

/** The longest time for which signals are not heard, ms. */
const TURN_MS = 20;

/** The callbacks that tell of the progress of a simulation. */
export interface SimulationEvents {
  /** Called before the schedule is made, with about how many requests it will have; null in a closed loop. */
  onPlanned?(requests: number | null): void;
  /** Called when the schedule is made, before anything is simulated. */
  onReady?(
    about: ReadySimulation & {
      /** The folder that the results of an earlier run were moved to; null where there were none. */
      setAside: string | null;
    },
  ): void;
  /** Called once for each second of virtual time. */
  onWindow?(window: RunWindow): void;
  /** Called with the result before it is written: a full disk must not take it away. */
  onResult?(result: RunResult): void | Promise<void>;
}

/** The outcome of a simulation: its result document, and where it was written. */
export interface SimulationOutcome {
  readonly result: RunResult;
  readonly exitCode: ExitCode;
  /** The folder with result.json, latency.hlog and report.html. */
  readonly folder: string;
  readonly reportPath: string;
}

/**
 * Simulates a fleet under the traffic that a run would send, and writes the same documents.
 *
 * @param input options of `plimsoll simulate`
 * @throws PlimsollError (2) for options that contradict each other or cannot be simulated
 */
export async function simulate(
  input: SimulateOptionsInput,
  host: Host = createHost(),
  events: SimulationEvents = {},
): Promise<SimulationOutcome> {
  return simulateWith(parseSimulateInput(input), host, events);
}

/** Simulates with options that are parsed already. */
export async function simulateWith(
  parsed: ParsedSimulation,
  host: Host,
  events: SimulationEvents = {},
): Promise<SimulationOutcome> {
  const { options, given } = parsed;
  const measured = readMeasuredRuns(given, host.cwd);
  const scenario = measured[0]?.scenario ?? givenScenario(options, given, host);
  refuseEndlessPlan(scenario);
  events.onPlanned?.(expectedRequests(scenario));
  const seeds = measured.length === 0 ? [options.seed] : measured.map(({ seed }) => seed);
  const command = commandWords("simulate", simulateOptionsSchema, { ...given, seed: seeds[0] });
  const [ready, ...others] = await Promise.all(
    seeds.map((seed) =>
      prepare(scenario, { options: { ...options, seed }, given }, measured[0], command, host),
    ),
  );
  if (ready === undefined) throw new RangeError("there is no seed");
  const folder = new RunFolder(placeFor(options.out, scenario.name, host));
  try {
    events.onReady?.({ ...ready, setAside: folder.setEarlierAside() });
    const first = await carryOut(ready, folder, host, events);
    const repeats: RunResult[] = [];
    for (const other of others) if (!first.partial) repeats.push(await carryOut(other, null, host, {}));
    const result = beside([first, ...repeats], measured);
    await events.onResult?.(result);
    folder.write(RESULT_FILE, `${JSON.stringify(result, null, 2)}\n`);
    folder.checkLog();
    const { renderRunReport } = await import("../report/run/html.ts");
    const reportPath = folder.write("report.html", await renderRunReport(result));
    const exitCode = exitCodeOf(result, host.interrupted.aborted);
    return { result, exitCode, folder: folder.path, reportPath };
  } finally {
    folder.release();
  }
}

function givenScenario(options: SimulateOptions, given: SimulateOptionsInput, host: Host): Scenario {
  const named = loadScenario(options.scenario, host.cwd, host.packageRoot);
  const isAsked = given.scenario !== undefined;
  const scenario = resolveScenario(named, options, isAsked);
  if (isAsked || given.batch !== undefined) return scenario;
  // Nobody asked for the items of the scenario that comes by default.
  return { ...scenario, payload: { ...scenario.payload, items: 1 } };
}

/** Everything that one simulation needs. @throws PlimsollError where it cannot be simulated */
async function prepare(
  scenario: Scenario,
  parsed: ParsedSimulation,
  measured: RunResult | undefined,
  command: string[],
  host: Host,
): Promise<ReadySimulation> {
  const { options } = parsed;
  const objectives = resolveObjectives(scenario, options);
  refuseUnsimulated(objectives, options.price);
  const fleet = fleetOf(parsed, scenario.payload?.items ?? 1, measured, host);
  const surroundings = surroundingsOf(options);
  const scaling = await scalingOf(options, host);
  const { plan, sizes, trafficNotes } = await trafficOf(scenario, options, host);
  const schedule = await digestUntil(plan, host.interrupted);
  if (schedule === null) throw interruptedWhile("the schedule was made");
  return {
    options,
    command,
    scenario,
    objectives,
    plan,
    schedule,
    trafficNotes,
    fleet,
    surroundings,
    scaling,
    sizes,
  };
}

/** The first of the simulated runs, with the measured ones beside all of them. */
function beside(simulated: readonly [RunResult, ...RunResult[]], measured: readonly RunResult[]): RunResult {
  const [first] = simulated;
  if (first.simulation === null || measured.length === 0 || first.partial) return first;
  const pairs = simulated.flatMap((run, index) => {
    const was = measured[index];
    return was === undefined || run.partial ? [] : [{ measured: was, simulated: run }];
  });
  return { ...first, simulation: { ...first.simulation, comparison: compareWithMeasured(pairs) } };
}

/** The fleet of a simulation. @throws usage error where the options contradict each other, or say no service time */
function fleetOf(
  parsed: ParsedSimulation,
  items: number,
  measured: RunResult | undefined,
  host: Host,
): DescribedFleet {
  const { service, extrapolate } = parsed.options;
  if (isServiceModelFile(service)) return calibratedFleet(parsed, service, { items, measured }, host);
  if (extrapolate)
    throw usageError(
      "--extrapolate would do nothing: a stated service time has no range that was measured",
      "leave it out, or give --service the file of a calibrated model",
    );
  return statedFleet(parsed.options, items);
}

/** The schedule of the traffic, and what its requests carry. */
async function trafficOf(scenario: Scenario, options: SimulateOptions, host: Host) {
  const { load, phases, payload = {} } = scenario;
  const arrivals = arrivalsOf(load);
  const traces = await loadTraces(arrivals, host.cwd, options.seed);
  const samples = await loadLengths(payload.lengths, host.cwd);
  const payloadSeed = options.payloadSeed ?? options.seed;
  const open = {
    arrivals,
    warmupMs: phases.warmupMs,
    measureMs: phases.measureMs,
    seed: options.seed,
    traces: traces.offsets,
    payloads: 1,
    repetition: payload.repetition ?? { kind: "uniform" as const },
    payloadSeed,
  };
  const requests = load.kind === "open" && open.repetition.kind === "unique" ? countRequests(open) : 0;
  const sizes = payloadSizes(payload, payloadSeed, samples, requests);
  const plan: SchedulePlan = { ...open, payloads: sizes.payloads };
  return { plan, sizes, trafficNotes: traces.notes };
}

/** Simulates second after second, and hears meanwhile whether the user wants it to end. */
async function carryOut(
  ready: ReadySimulation,
  folder: RunFolder | null,
  host: Host,
  events: SimulationEvents,
): Promise<RunResult> {
  const run = startSimulating(ready, folder, host, events);
  let turnEndsMs = host.clock.nowMs() + TURN_MS;
  while (run.nextSecond()) {
    if (host.clock.nowMs() < turnEndsMs) continue;
    await nextTurn();
    if (host.interrupted.aborted) {
      run.stop();
      break;
    }
    turnEndsMs = host.clock.nowMs() + TURN_MS;
  }
  return run.finish();
}
