import { resolve } from "node:path";
import type { GateOptions } from "../../config/gate-options.ts";
import { parseRunInput, type RunOptionsInput } from "../../config/run-options.ts";
import { usageError } from "../../core/errors.ts";
import { formatTime, listProblems, plural } from "../../core/format.ts";
import type { Host } from "../../core/host.ts";
import type { RunResult } from "../../result/run-result.ts";
import { loadScenario } from "../../store/scenario-library.ts";
import { readStoredRuns, type StoredRun } from "../../store/stored-runs.ts";
import { describeEnvironment } from "../../telemetry/environment.ts";
import { resolveScenario } from "../run/resolve-scenario.ts";

/** The stored runs that a gate takes its baseline from, or compares with besides. */
export interface StoredSides {
  /** Runs of the baseline; null where it is measured. */
  readonly baseline: readonly StoredRun[] | null;
  /** Runs of the anchor, the oldest that was accepted; null without one. */
  readonly anchor: readonly StoredRun[] | null;
}

/**
 * Reads the stored runs of a gate, those that are valid.
 *
 * @param common the options of the runs that are to be measured
 * @throws one usage error where they met other traffic or, without `--across-environments`, another machine
 */
export async function storedSides(
  options: Pick<GateOptions, "baselineResults" | "anchor" | "acrossEnvironments">,
  common: RunOptionsInput,
  host: Host,
): Promise<StoredSides> {
  const { baselineResults, anchor, acrossEnvironments } = options;
  if (baselineResults === undefined && anchor === undefined) return { baseline: null, anchor: null };
  const read = (flag: string, folders: readonly string[] | undefined) =>
    folders === undefined ? null : validRuns(flag, folders, host);
  const sides = { baseline: read("--baseline-results", baselineResults), anchor: read("--anchor", anchor) };
  const runs = [...(sides.baseline ?? []), ...(sides.anchor ?? [])];
  refuseOtherTraffic(runs, common, host);
  if (!acrossEnvironments) refuseOtherMachines(runs, await describeEnvironment());
  return sides;
}

function validRuns(flag: string, folders: readonly string[], { cwd }: Host): StoredRun[] {
  const runs = readStoredRuns(folders.map((folder) => resolve(cwd, folder)));
  const valid = runs.filter(({ result }) => result.verdict.valid && !result.partial);
  if (valid.length > 0) return valid;
  throw usageError(`${flag}: none of ${plural(runs.length, "run")} is valid`, "store runs that are");
}

/** What two runs must share so that their figures can be put beside each other. */
function trafficOf({ load, phases }: RunResult["scenario"]): string {
  return JSON.stringify({ load, phases });
}

function refuseOtherTraffic(runs: readonly StoredRun[], common: RunOptionsInput, host: Host): void {
  const { options } = parseRunInput(common);
  const wanted = resolveScenario(loadScenario(options.scenario, host.cwd, host.packageRoot), options);
  const others = runs.filter(({ result }) => trafficOf(result.scenario) !== trafficOf(wanted));
  if (others.length === 0) return;
  throw usageError(
    listProblems([
      ...others.map(({ folder, result }) => `${folder} met other traffic: ${trafficOf(result.scenario)}`),
      `this gate has ${trafficOf(wanted)}`,
    ]),
    "give the traffic of the stored runs: their scenario, --rate or --concurrency, --arrivals, --duration and --warmup as they had them",
  );
}

function refuseOtherMachines(runs: readonly StoredRun[], here: Readonly<Record<string, string>>): void {
  const problems = runs.flatMap(({ folder, result: { environment } }) =>
    [...new Set([...Object.keys(environment), ...Object.keys(here)])]
      .filter((fact) => environment[fact] !== here[fact])
      .map(
        (fact) =>
          `${folder}: ${fact} was ${environment[fact] ?? "not told"}, and is ${here[fact] ?? "not told"} now`,
      ),
  );
  if (problems.length === 0) return;
  throw usageError(
    `the stored runs met another machine, so what differs may be its doing:\n${listProblems(problems)}`,
    "measure the baseline here, or say --across-environments, and doubt the verdict",
  );
}

/** What a gate beside stored runs cannot know, a sentence each. */
export function caveatsOf({ baseline, anchor }: StoredSides): string[] {
  const of = (name: string, runs: readonly StoredRun[] | null) =>
    runs === null
      ? []
      : [
          `The ${name} is ${plural(runs.length, "stored run")} of which the last began at ${formatTime(lastOf(runs))}: what has changed on the machine since then counts as the candidate's, and no pairs cancel it.`,
        ];
  return [...of("baseline", baseline), ...of("anchor", anchor)];
}

function lastOf(runs: readonly StoredRun[]): string {
  return runs.map(({ result }) => result.startedAt).reduce((last, one) => (one > last ? one : last));
}
