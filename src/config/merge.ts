import { z } from "zod";
import { usageError } from "../core/errors.ts";
import { listProblems } from "../core/format.ts";
import { nearestWord } from "../core/nearest-word.ts";

/** Options from one place, such as the environment, and the function that spells an option as that place does. */
export interface Source {
  readonly values: Readonly<Record<string, unknown>>;
  readonly spell: (option: string) => string;
}

export const kebab = (option: string): string =>
  option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** Options as the program uses them, and as they were written. */
export interface Merged<Schema extends z.ZodObject> {
  readonly options: z.output<Schema>;
  /** The options that were given in any place, without defaults. */
  readonly given: z.input<Schema>;
}

/** The options that a program gives, as a source. @throws usage error when they are not an object */
export function inputSource(input: object): Source {
  if (typeof input !== "object" || input === null)
    throw usageError(`the options are ${input}, and not an object`, "give an object of options");
  return { values: { ...input }, spell: (option) => option };
}

/**
 * Merges sources, of which a later one wins, and parses the result once.
 *
 * @throws one usage error with all problems, each with the place and the option
 */
export function mergeOptions<Schema extends z.ZodObject>(
  schema: Schema,
  sources: readonly Source[],
): Merged<Schema> {
  const merged: Record<string, unknown> = {};
  const spelled = new Map<string, string>();
  for (const { values, spell } of sources) {
    for (const [option, value] of Object.entries(values)) {
      if (value === undefined) continue;
      merged[option] = value;
      spelled.set(option, spell(option));
    }
  }
  const parsed = schema.safeParse(merged);
  if (parsed.success) return { options: parsed.data, given: merged as z.input<Schema> };
  const known = Object.keys(schema.shape);
  const problems = parsed.error.issues.flatMap((issue) => {
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => `${spelled.get(key) ?? key}: no such option${suggestion(key, known)}`);
    }
    const [option, ...inside] = issue.path.map(String);
    const place = [spelled.get(option ?? "") ?? option, ...inside].join(".");
    return [`${place}: ${issue.message}${found(valueAt(merged, issue.path))}`];
  });
  throw usageError(listProblems(problems), "see --help of the command, or docs/options.md");
}

/** The value at the path of a problem. For a problem in a list this is the entry, not the whole list. */
function valueAt(
  merged: Readonly<Record<string, unknown>>,
  [option, index]: readonly PropertyKey[],
): unknown {
  const value = merged[String(option)];
  return Array.isArray(value) && typeof index === "number" ? value[index] : value;
}

/** The default of each option, in the form in which it is written. */
export function defaultsOf(schema: z.ZodObject): Readonly<Record<string, unknown>> {
  const { properties = {} } = z.toJSONSchema(schema, { io: "input" });
  return Object.fromEntries(
    Object.entries(properties).map(([option, property]) => [
      option,
      typeof property === "boolean" ? undefined : property.default,
    ]),
  );
}

function found(value: unknown): string {
  if (value === undefined) return "";
  // JSON has no NaN, which is what yargs makes of `--rate fast`.
  return ` (found ${typeof value === "number" ? value : written(value)})`;
}

/** A value as JSON; one that JSON cannot hold, such as a bigint, as JavaScript writes it. */
function written(value: unknown): string {
  return typeof value === "bigint" ? String(value) : (JSON.stringify(value) ?? String(value));
}

function suggestion(key: string, known: readonly string[]): string {
  const near = nearestWord(key, known);
  return near === undefined ? "" : `, did you mean ${kebab(near)}?`;
}
