import { resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { kebab } from "../../config/merge.ts";
import type { SimulateOptionsInput } from "../../config/simulate-options.ts";
import { usageError } from "../../core/errors.ts";
import type { RunResult } from "../../result/run-result.ts";
import { readResultFile } from "../../store/result-file.ts";

/** The options of traffic, which a measured run decides. */
const TRAFFIC = [
  "scenario",
  "arrivals",
  "rate",
  "spread",
  "concurrency",
  "duration",
  "warmup",
  "batch",
  "repetition",
  "lengths",
  "sequenceLength",
  "seed",
  "seeds",
  "payloadSeed",
] as const satisfies readonly (keyof SimulateOptionsInput)[];

/**
 * The measured runs that a simulation is to be compared with: repeats of one scenario, each with a seed of its own or the same.
 *
 * @throws usage error where a file is no measured run, where they differ in their traffic, or where options give another
 */
export function readMeasuredRuns(given: SimulateOptionsInput, cwd: string): readonly RunResult[] {
  const paths = given.compare ?? [];
  if (paths.length === 0) return [];
  const idle = TRAFFIC.filter((option) => given[option] !== undefined);
  if (idle.length > 0)
    throw usageError(
      `--compare takes the traffic of the measured run, and ${idle.map((option) => (option === "scenario" ? "a scenario" : `--${kebab(option)}`)).join(", ")} would give another`,
      "leave out either",
    );
  const runs = paths.map((path) => readResultFile(resolve(cwd, path), "run"));
  const [first] = runs;
  for (const [index, run] of runs.entries()) {
    const path = paths[index];
    if (run.source === "simulated")
      throw usageError(
        `${path} is simulated itself: nothing was measured`,
        "give the folder of a measured run",
      );
    if (run.partial)
      throw usageError(`${path} ended before its schedule did`, "compare with a run that came to its end");
    if (first !== undefined && !isSameTraffic(run, first))
      throw usageError(
        `${path} and ${paths[0]} were measured under different traffic`,
        "compare with repeats of one scenario; their seeds may differ",
      );
  }
  return runs;
}

function isSameTraffic({ scenario: one }: RunResult, { scenario: other }: RunResult): boolean {
  return (
    isDeepStrictEqual(one.load, other.load) &&
    isDeepStrictEqual(one.phases, other.phases) &&
    isDeepStrictEqual(one.payload, other.payload)
  );
}
