import { PlimsollError } from "../core/errors.ts";
import type { Host } from "../core/host.ts";
import { arrivalsOf, type Scenario } from "../scenario/scenario.ts";
import { ScheduleCursor, type SchedulePlan } from "../scenario/schedule.ts";
import { loadTraces } from "../store/load-traces.ts";
import { findScenarios, loadScenario } from "../store/scenario-library.ts";

/** The number of parts of the measured time whose planned rates are told. */
const BINS = 40;
/** The seed of the schedule that is shown: that of `plimsoll run` without --seed. */
const SEED = 1;

/** A scenario that can be run, or the problem for which it cannot. */
export type ListedScenario =
  | {
      readonly name: string;
      readonly source: string;
      readonly description: string;
      readonly model: string | null;
      readonly load: Scenario["load"]["kind"];
      readonly measureMs: number;
      /** Mean rate over the measured part; for a load of sessions, of sessions that begin; 0 in a closed loop. */
      readonly meanPerSec: number;
      /** Planned rate over the measured part, in parts of equal length. */
      readonly ratePerSec: readonly number[];
      readonly problem: null;
    }
  | { readonly name: string; readonly source: string; readonly problem: string };

/** Lists every scenario that can be run by its name, those of the working directory first. */
export async function listScenarios(host: Pick<Host, "cwd" | "packageRoot">): Promise<ListedScenario[]> {
  const listed: ListedScenario[] = [];
  for (const { name, file, source } of findScenarios(host.cwd, host.packageRoot)) {
    try {
      const scenario = loadScenario(file, host.cwd, host.packageRoot);
      const { offsets } = await loadTraces(arrivalsOf(scenario.load), host.cwd, SEED);
      listed.push(describe(name, source, scenario, offsets));
    } catch (error) {
      if (!(error instanceof PlimsollError)) throw error;
      listed.push({ name, source, problem: error.message });
    }
  }
  return listed;
}

function describe(
  name: string,
  source: string,
  scenario: Scenario,
  traces: SchedulePlan["traces"],
): ListedScenario {
  const { description, model = null, load, phases } = scenario;
  const ratePerSec = plannedRates(scenario, traces);
  return {
    name,
    source,
    description,
    model,
    load: load.kind,
    measureMs: phases.measureMs,
    meanPerSec: ratePerSec.reduce((sum, rate) => sum + rate, 0) / BINS,
    ratePerSec,
    problem: null,
  };
}

function plannedRates({ load, phases: { measureMs } }: Scenario, traces: SchedulePlan["traces"]): number[] {
  const counts = new Array<number>(BINS).fill(0);
  const plan = { arrivals: arrivalsOf(load), warmupMs: 0, measureMs, seed: SEED, traces, payloads: 1 };
  const cursor = new ScheduleCursor(plan);
  while (cursor.next()) {
    const bin = Math.min(BINS - 1, Math.floor((cursor.intendedMs / measureMs) * BINS));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return counts.map((count) => (count * BINS * 1000) / measureMs);
}
