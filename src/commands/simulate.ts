import { availableParallelism } from "node:os";
import {
  type ParsedSimulation,
  parseSimulateInput,
  type SimulateOptions,
  type SimulateOptionsInput,
} from "../config/simulate-options.ts";
import type { ExitCode } from "../core/errors.ts";
import { usageError } from "../core/errors.ts";
import type { Host } from "../core/host.ts";
import { createHost } from "../host/real-host.ts";
import type { RunResult } from "../result/run-result.ts";
import type { RunWindow } from "../result/window.ts";
import { expectedRequests } from "../scenario/planned-load.ts";
import type { Scenario } from "../scenario/scenario.ts";
import { placeFor } from "../store/place.ts";
import { RESULT_FILE } from "../store/result-folder.ts";
import { RunFolder } from "../store/run-folder.ts";
import { loadScenario } from "../store/scenario-library.ts";
import { refuseEndlessPlan } from "./run/refuse-endless-plan.ts";
import { resolveScenario } from "./run/resolve-scenario.ts";
import { readMeasuredRuns } from "./simulate/measured-runs.ts";
import { prepareFleet, prepareSeed } from "./simulate/prepare.ts";
import type { ReadySimulation } from "./simulate/ready-simulation.ts";
import { simulateSeeds } from "./simulate/simulate-seeds.ts";
import { simulationExitCode } from "./simulate/simulation-exit-code.ts";
import { summedUp } from "./simulate/summed-up.ts";
import { withAppliedSettings } from "./simulate/with-applied-settings.ts";

/** What is asked of the machine, before anything is made. */
export interface PlannedSimulation {
  /** About how many requests each schedule has; null in a closed loop. */
  readonly requests: number | null;
  readonly seeds: number;
  readonly threads: number;
}

/** The callbacks that tell of the progress of a simulation. */
export interface SimulationEvents {
  /** Called before the schedule is made. */
  onPlanned?(planned: PlannedSimulation): void;
  /** Called when the schedule is made, before anything is simulated. */
  onReady?(
    about: ReadySimulation & {
      /** The folder that the results of an earlier run were moved to; null where there were none. */
      setAside: string | null;
    },
  ): void;
  /** Called once for each second of virtual time of the first seed. */
  onWindow?(window: RunWindow): void;
  /** Called with the number of seeds that are simulated, where there are several. */
  onSeed?(done: number): void;
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
  asked: ParsedSimulation,
  host: Host,
  events: SimulationEvents = {},
): Promise<SimulationOutcome> {
  const parsed = withAppliedSettings(asked, host);
  const { options, given } = parsed;
  const measured = readMeasuredRuns(given, host.cwd);
  const scenario = measured[0]?.scenario ?? givenScenario(options, given, host);
  refuseEndlessPlan(scenario);
  const seeds =
    measured.length === 0
      ? Array.from({ length: options.seeds }, (_, index) => options.seed + index)
      : measured.map(({ seed }) => seed);
  const threads = threadsFor(seeds.length, options);
  events.onPlanned?.({ requests: expectedRequests(scenario), seeds: seeds.length, threads });
  const task = { parsed, scenario, measured: measured[0]?.target };
  const prepared = await prepareFleet(task, host);
  const [firstSeed = options.seed, ...others] = seeds;
  const ready = await prepareSeed(prepared, given, firstSeed, host);
  const folder = new RunFolder(placeFor(options.out, scenario.name, host));
  try {
    events.onReady?.({ ...ready, setAside: folder.setEarlierAside() });
    const simulated = await simulateSeeds({ task, prepared, ready, others, threads }, folder, host, events);
    const result = summedUp(simulated, measured);
    await events.onResult?.(result);
    folder.write(RESULT_FILE, `${JSON.stringify(result, null, 2)}\n`);
    folder.checkLog();
    const { renderRunReport } = await import("../report/run/html.ts");
    const reportPath = folder.write("report.html", await renderRunReport(result));
    const exitCode = simulationExitCode(result, host.interrupted.aborted);
    return { result, exitCode, folder: folder.path, reportPath };
  } finally {
    folder.release();
  }
}

/** The number of threads that simulate seeds side by side. @throws usage error where --workers would do nothing */
function threadsFor(seeds: number, { workers }: SimulateOptions): number {
  if (workers !== undefined && seeds === 1)
    throw usageError(
      "--workers would do nothing: one simulation runs on one thread",
      "leave it out, or add --seeds",
    );
  return Math.min(seeds, workers ?? availableParallelism());
}

function givenScenario(options: SimulateOptions, given: SimulateOptionsInput, host: Host): Scenario {
  const named = loadScenario(options.scenario, host.cwd, host.packageRoot);
  const isAsked = given.scenario !== undefined;
  const scenario = resolveScenario(named, options, isAsked);
  if (isAsked || given.batch !== undefined) return scenario;
  // Nobody asked for the items of the scenario that comes by default.
  return { ...scenario, payload: { ...scenario.payload, items: 1 } };
}
