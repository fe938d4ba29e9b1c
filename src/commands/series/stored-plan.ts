import { resolve } from "node:path";
import { mergeOptions, type Source } from "../../config/merge.ts";
import { type SweepOptions, sweepOptionsSchema } from "../../config/sweep-options.ts";
import { usageError } from "../../core/errors.ts";
import type { Host } from "../../core/host.ts";
import { SweepFolder } from "../../store/series-folder.ts";
import { describeEnvironment } from "../../telemetry/environment.ts";

const FILE = "plan.json";

/** What must be the same for the points of one sweep to be comparable. */
interface StoredPlan {
  readonly startedAt: string;
  readonly plimsollVersion: string;
  /** All options but those that may hold secrets. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Their names. */
  readonly headers: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** SHA-256 of the model's file, by variant. */
  readonly models: Readonly<Record<string, string>>;
}

/**
 * Options from several places, later ones winning; with `resume` among them, those of the sweep that is resumed come first.
 *
 * @throws one usage error with all problems
 */
export function settleSweepOptions(sources: readonly Source[], host: Pick<Host, "cwd">): SweepOptions {
  const resume = sources.map(({ values }) => values.resume).findLast((value) => value !== undefined);
  if (typeof resume !== "string") return mergeOptions(sweepOptionsSchema, sources);
  const stored = readPlan(new SweepFolder(resolve(host.cwd, resume)));
  if (stored === null)
    throw usageError(
      `there is no sweep in ${resume}: it has no ${FILE}`,
      "give the folder that plimsoll sweep printed",
    );
  const spell = (option: string) => `${resume}/${FILE}: ${option}`;
  return mergeOptions(sweepOptionsSchema, [{ values: stored.options, spell }, ...sources]);
}

function readPlan(folder: SweepFolder): StoredPlan | null {
  return folder.read(FILE) as StoredPlan | null;
}

/** A sweep under way: where its results are, and what was true of it from the beginning. */
export interface BegunSweep {
  readonly folder: SweepFolder;
  readonly environment: Readonly<Record<string, string>>;
  /** Wall clock, ISO 8601, UTC. */
  readonly startedAt: string;
}

/**
 * Makes the folder of a new sweep and writes its plan; of a resumed one, holds the plan against what was written.
 *
 * @param name ends the name of the folder, where none is given
 * @param models SHA-256 of the files that the embedded server will be given, by variant
 * @throws usage error that shows the differences, or for a new sweep in the folder of another one that has begun
 */
export async function beginSweep(
  name: string,
  { header, out, resume, ...options }: SweepOptions,
  models: StoredPlan["models"],
  host: Host,
): Promise<BegunSweep> {
  const startedAt = new Date(host.wallClockMs()).toISOString();
  const stamp = startedAt.slice(0, 19).replaceAll(":", "-");
  const folder = new SweepFolder(resolve(host.cwd, resume ?? out ?? `reports/${stamp}-${name}`));
  const environment = await describeEnvironment();
  // Headers may be secrets: only their names are kept, and `--resume` needs them again.
  const headers = header.map((line) => line.replace(/:.*/, ""));
  const plan = { startedAt, plimsollVersion: host.version, options, headers, environment, models };
  return { folder, environment, startedAt: keepPlan(folder, plan, resume !== undefined) };
}

/** @returns when the sweep began */
function keepPlan(folder: SweepFolder, plan: StoredPlan, resumed: boolean): string {
  const stored = readPlan(folder);
  if (stored !== null && !resumed && folder.hasBegun())
    throw usageError(
      `there is a sweep in ${folder.path} already`,
      "go on with it by --resume, or choose another --out",
    );
  if (stored === null || !resumed) {
    folder.create();
    folder.write(FILE, `${JSON.stringify(plan, null, 2)}\n`);
    return plan.startedAt;
  }
  const differences = differencesBetween(factsOf(stored), factsOf(plan));
  if (differences.length > 0)
    throw usageError(
      `the sweep in ${folder.path} was made otherwise, so its points cannot be put beside new ones:\n${differences.join("\n")}`,
      "resume it as it was begun, or begin a new one with another --out",
    );
  return stored.startedAt;
}

function factsOf({
  options,
  headers,
  environment,
  models,
  plimsollVersion,
}: StoredPlan): Record<string, unknown> {
  return { ...options, headers, ...environment, ...models, "plimsoll version": plimsollVersion };
}

function differencesBetween(was: Record<string, unknown>, is: Record<string, unknown>): string[] {
  return [...new Set([...Object.keys(was), ...Object.keys(is)])]
    .filter((key) => JSON.stringify(was[key]) !== JSON.stringify(is[key]))
    .map(
      (key) =>
        `  - ${key}: was ${JSON.stringify(was[key]) ?? "not set"}, is ${JSON.stringify(is[key]) ?? "not set"}`,
    );
}
