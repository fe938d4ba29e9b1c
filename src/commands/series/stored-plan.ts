import { resolve } from "node:path";
import { kebab, type Source } from "../../config/merge.ts";
import { type ParsedSweep, parseSweepOptions, type SweepOptionsInput } from "../../config/sweep-options.ts";
import { usageError } from "../../core/errors.ts";
import type { Host } from "../../core/host.ts";
import { SweepFolder } from "../../store/series-folder.ts";
import { describeEnvironment } from "../../telemetry/environment.ts";

const FILE = "plan.json";

/** What must be the same for the points of one sweep to be comparable. */
interface StoredPlan {
  readonly startedAt: string;
  readonly plimsollVersion: string;
  /** Options as they were given, but for those that may hold secrets. */
  readonly options: SweepOptionsInput;
  /** Names of the headers that were given. */
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
export function settleSweepOptions(sources: readonly Source[], host: Pick<Host, "cwd">): ParsedSweep {
  const resume = sources.map(({ values }) => values.resume).findLast((value) => value !== undefined);
  if (typeof resume !== "string") return parseSweepOptions(sources);
  const stored = readPlan(new SweepFolder(resolve(host.cwd, resume)));
  if (stored === null)
    throw usageError(
      `there is no sweep in ${resume}: it has no ${FILE}`,
      "give the folder that plimsoll sweep printed",
    );
  const spell = (option: string) => `${resume}/${FILE}: ${option}`;
  return parseSweepOptions([{ values: stored.options, spell }, ...sources]);
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
  { options: { header, out, resume }, given }: ParsedSweep,
  models: StoredPlan["models"],
  host: Host,
): Promise<BegunSweep> {
  const startedAt = new Date(host.wallClockMs()).toISOString();
  const stamp = startedAt.slice(0, 19).replaceAll(":", "-");
  const folder = new SweepFolder(resolve(host.cwd, resume ?? out ?? `reports/${stamp}-${name}`));
  const environment = await describeEnvironment();
  // Headers may be secrets: only their names are kept, and `--resume` needs them again.
  const headers = header.map((line) => line.replace(/:.*/, ""));
  const { header: _, out: __, resume: ___, ...options } = given;
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
  const differences = differencesBetween(stored, plan);
  if (differences.length > 0)
    throw usageError(
      `the sweep in ${folder.path} was made otherwise, so its points cannot be put beside new ones:\n${differences.join("\n")}`,
      "resume it as it was begun, or begin a new one with another --out",
    );
  return stored.startedAt;
}

/** What was given, and what was found, each under the name that a user knows it by. */
function factsOf({
  options,
  headers,
  environment,
  models,
  plimsollVersion,
}: StoredPlan): Record<string, unknown> {
  return { ...options, headers, ...environment, ...models, "plimsoll version": plimsollVersion };
}

/** One line for each difference; two spellings of the same value, such as 10s and 10000ms, are none. */
function differencesBetween(stored: StoredPlan, plan: StoredPlan): string[] {
  const [was, is] = [factsOf(stored), factsOf(plan)];
  const [meantThen, meantNow] = [meaningOf(stored), meaningOf(plan)];
  return [...new Set([...Object.keys(meantThen), ...Object.keys(meantNow)])]
    .filter((key) => JSON.stringify(meantThen[key]) !== JSON.stringify(meantNow[key]))
    .map((key) => key.replace(/Ms$/, ""))
    .map(
      (key) =>
        `  - ${key}: was ${JSON.stringify(was[key]) ?? "not set"}, is ${JSON.stringify(is[key]) ?? "not set"}`,
    );
}

/** The facts with every option parsed, and defaults where nothing was given. */
function meaningOf(plan: StoredPlan): Record<string, unknown> {
  const { options } = parseSweepOptions([{ values: plan.options, spell: kebab }]);
  return { ...factsOf({ ...plan, options: {} }), ...options };
}
