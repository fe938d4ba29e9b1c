import { resolve } from "node:path";
import type { Source } from "../../config/merge.ts";
import { mergeOptions } from "../../config/merge.ts";
import { type SweepOptions, sweepOptionsSchema } from "../../config/sweep-options.ts";
import { usageError } from "../../core/errors.ts";
import type { Host } from "../../core/host.ts";
import { SweepFolder } from "../../store/sweep-folder.ts";

const FILE = "plan.json";

/** What must be the same for the points of one sweep to be comparable. */
export interface StoredPlan {
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

/** What of a plan its options say. Headers may be secrets: only their names are kept, and `--resume` needs them again. */
export function storedOptions({
  header,
  out: _,
  resume: __,
  ...options
}: SweepOptions): Pick<StoredPlan, "options" | "headers"> {
  return { options, headers: header.map((line) => line.replace(/:.*/, "")) };
}

function readPlan(folder: SweepFolder): StoredPlan | null {
  return folder.read(FILE) as StoredPlan | null;
}

/**
 * Writes the plan of a new sweep; of a resumed one, holds it against what was written.
 *
 * @returns when the sweep began
 * @throws usage error that shows the differences, or for a new sweep in the folder of another one that has begun
 */
export function keepPlan(folder: SweepFolder, plan: StoredPlan, resumed: boolean): string {
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
