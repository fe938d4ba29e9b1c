import { z } from "zod";
import type { Source } from "../../config/merge.ts";
import { usageError } from "../../core/errors.ts";
import type { Host } from "../../core/host.ts";
import { knownSecrets } from "../../host/known-secrets.ts";
import type { Origin } from "../../result/origin.ts";
import { placeFor } from "../../store/place.ts";
import { PLAN_FILE, SeriesFolder } from "../../store/series-folder.ts";
import { describeEnvironment } from "../../telemetry/environment.ts";
import { originOf } from "../run/origin-of.ts";

/** What each kind of series is called, by the command that makes it. */
const NOUNS = { sweep: "sweep", capacity: "search for a load line", gate: "gate", plan: "plan" } as const;
/** How the commands are typed whose names are not the words that begin them. */
const TYPED: Partial<Record<SeriesCommand, string>> = { plan: "capacity --plan" };
type SeriesCommand = keyof typeof NOUNS;

const words = z.record(z.string(), z.string());

/** The plan of a series as stored: all that its runs must share to be comparable. */
const planSchema = z.object({
  kind: z.literal("plan"),
  command: z
    .enum(Object.keys(NOUNS) as [SeriesCommand, ...SeriesCommand[]])
    .default("sweep")
    .describe("the command that began it"),
  startedAt: z.string(),
  plimsollVersion: z.string(),
  options: z
    .record(z.string(), z.unknown())
    .describe("as they were given, without those that may hold secrets"),
  headers: z.array(z.string()).describe("names of the headers that were given"),
  environment: words,
  models: words.describe("SHA-256 of the model's file, by variant"),
  files: words
    .nullable()
    .default(null)
    .describe("SHA-256 of the files that decide what is sent, by name; null in a plan of an older version"),
});
type StoredPlan = Readonly<z.infer<typeof planSchema>>;

/**
 * The sources of options, in their order. Where one of them gives `resume`, the options of the resumed series come
 * first.
 *
 * @throws usage error where there is nothing to resume
 */
export function withResumed(
  sources: readonly Source[],
  command: SeriesCommand,
  host: Pick<Host, "cwd" | "wallClockMs">,
): readonly Source[] {
  const resume = sources.map(({ values }) => values.resume).findLast((value) => value !== undefined);
  if (typeof resume !== "string") return sources;
  const folder = new SeriesFolder(placeFor(resume, "", host));
  const stored = readPlan(folder);
  if (stored === null && folder.holdsRuns())
    throw usageError(
      `the ${PLAN_FILE} of the runs in ${resume} is missing, and nothing else says how they were made`,
      "bring it back, or begin anew with another --out; these runs stay as they are",
    );
  if (stored === null)
    throw usageError(
      `there are no runs to go on with in ${resume}: it has no ${PLAN_FILE}`,
      `give the folder that plimsoll ${typed(command)} printed`,
    );
  if (stored.content.command !== command)
    throw usageError(
      `${resume} holds a ${NOUNS[stored.content.command]}, and no ${NOUNS[command]}`,
      `go on with it by plimsoll ${typed(stored.content.command)} --resume ${resume}`,
    );
  const spell = (option: string) => `${resume}/${PLAN_FILE}: ${option}`;
  return [{ values: stored.content.options, spell }, ...sources];
}

const typed = (command: SeriesCommand): string => TYPED[command] ?? command;

function readPlan(folder: SeriesFolder): { content: StoredPlan; sha256: string } | null {
  return folder.readSealed(PLAN_FILE, planSchema);
}

/** The plan of a series, before it begins. */
export interface SeriesPlan {
  readonly command: SeriesCommand;
  /** The end of the folder's name, where the user gives none. */
  readonly name: string;
  readonly options: {
    readonly header: readonly string[];
    readonly label?: string | undefined;
    readonly out?: string | undefined;
    readonly resume?: string | undefined;
  };
  /** Options as they were given. */
  readonly given: object;
  /** Parses given options, so that two spellings of the same value compare equal. */
  readonly parse: (given: Readonly<Record<string, unknown>>) => object;
  /** SHA-256 of the files that the embedded server will be given, by variant. */
  readonly models: Readonly<StoredPlan["models"]>;
  /** SHA-256 of the files that decide what is sent, by name. */
  readonly files: Readonly<Record<string, string>>;
}

/** A series that has begun: the folder of its results, and its facts that never change. */
export interface BegunSeries {
  readonly folder: SeriesFolder;
  readonly environment: Readonly<Record<string, string>>;
  /** The version that is measured, as far as it is known. */
  readonly origin: Origin;
  /** Wall-clock time of the beginning, ISO 8601, UTC. */
  readonly startedAt: string;
  /** SHA-256 of the files that the embedded server is given, by variant. */
  readonly models: Readonly<Record<string, string>>;
  /** SHA-256 of the stored plan, by which the files of this series are known. */
  readonly planSha256: string;
}

/**
 * Begins a series: makes the folder of a new one and writes its plan, or compares a resumed one with its stored plan.
 * The folder is locked then; whoever began the series releases it.
 *
 * @throws usage error that shows the differences, or for a new series in the folder of another one that has begun
 */
export async function beginSeries(series: SeriesPlan, host: Host): Promise<BegunSeries> {
  const { header, out, resume } = series.options;
  const startedAt = new Date(host.wallClockMs()).toISOString();
  const folder = new SeriesFolder(placeFor(resume ?? out, series.name, host));
  const environment = await describeEnvironment();
  const { header: _, out: __, resume: ___, ...options } = series.given as Record<string, unknown>;
  const plan: StoredPlan = {
    kind: "plan",
    command: series.command,
    startedAt,
    plimsollVersion: host.version,
    options: knownSecrets.hideIn(options),
    // Headers may be secrets: only their names are kept, and `--resume` needs them again.
    headers: header.map((line) => line.replace(/:.*/, "")),
    environment,
    models: series.models,
    files: series.files,
  };
  if (resume === undefined) folder.create();
  else folder.reopen();
  try {
    const kept = keepPlan(folder, plan, series, resume !== undefined);
    const { startedAt: begunAt, models } = kept.content;
    const origin = originOf(series.options.label, host);
    return { folder, environment, origin, startedAt: begunAt, models, planSha256: kept.sha256 };
  } catch (error) {
    folder.release();
    throw error;
  }
}

/** Writes the plan of a new series, or compares that of a resumed one with the stored plan. Returns the kept one. */
function keepPlan(
  folder: SeriesFolder,
  plan: StoredPlan,
  { parse }: SeriesPlan,
  resumed: boolean,
): { content: StoredPlan; sha256: string } {
  const stored = resumed ? readPlan(folder) : null;
  if (stored === null) return { content: plan, sha256: folder.writeSealed(PLAN_FILE, plan) };
  const changed = changedFiles(stored.content, plan);
  const differences = [...differencesBetween(stored.content, plan, parse), ...changed];
  if (differences.length > 0)
    throw usageError(
      `the runs in ${folder.path} were made otherwise, so they cannot be put beside new ones:\n${differences.join("\n")}`,
      `${changed.length > 0 ? "bring back the files as they were and " : ""}resume it as it was begun, or begin a new one with another --out`,
    );
  return stored;
}

/** The files with other content than when the series began, one line each. Files of other names come of other options. */
function changedFiles({ files: then }: StoredPlan, { files: now }: StoredPlan): string[] {
  if (then === null || now === null) return [];
  return Object.keys(then)
    .filter((name) => now[name] !== undefined && now[name] !== then[name])
    .map((name) => `  - ${name}: its content is another one now`);
}

/** The differences between two plans, one line each. Two spellings of a value, as 10s and 10000ms, are none. */
function differencesBetween(stored: StoredPlan, plan: StoredPlan, parse: SeriesPlan["parse"]): string[] {
  const [was, is] = [factsOf(stored, stored.options), factsOf(plan, plan.options)];
  const meanings = [stored, plan].map((one) => factsOf(one, parse(one.options)));
  const [meantThen = {}, meantNow = {}] = meanings;
  return [...new Set([...Object.keys(meantThen), ...Object.keys(meantNow)])]
    .filter((key) => JSON.stringify(meantThen[key]) !== JSON.stringify(meantNow[key]))
    .map((key) => (key in was || key in is ? key : key.replace(/Ms$/, "")))
    .map((key) => `  - ${key}: was ${spelt(was[key])}, and is ${spelt(is[key])} now`);
}

/** The text of an option's value as a user gives it. */
function spelt(value: unknown): string {
  if (value === undefined) return "not set";
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.join(",");
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** All facts that must be the same in a resumed series, each under the name that a user knows it by. */
function factsOf(
  { headers, environment, models, plimsollVersion }: StoredPlan,
  options: object,
): Record<string, unknown> {
  return { ...options, headers, ...environment, ...models, "plimsoll version": plimsollVersion };
}
