import { z } from "zod";
import { usageError } from "../core/errors.ts";
import { listProblems } from "../core/format.ts";
import { nearestWord } from "../core/nearest-word.ts";
import { problemWords } from "../core/problem-words.ts";
import { keepOptionSecret, mayBeSecret } from "./secret-options.ts";

/** Options from one place, such as the environment, and the function that spells an option as that place does. */
export interface Source {
  readonly values: Readonly<Record<string, unknown>>;
  readonly spell: (option: string) => string;
  /** Spells an option with a value as it was typed there; left out where the place is a file or a program. */
  readonly spellTyped?: (option: string, value: string) => string;
}

/** An option as the command line spells it, such as `max-in-flight`. A name that begins with a capital is none of ours. */
export const kebab = (option: string): string =>
  option.replace(/(?<!^)[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

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
  const places = new Map<string, Source>();
  for (const source of sources) {
    for (const [option, value] of Object.entries(source.values)) {
      if (value === undefined) continue;
      keepOptionSecret(option, value);
      merged[option] = value;
      places.set(option, source);
    }
  }
  const empty = Object.keys(merged).filter((option) => [merged[option]].flat().some(isEmptyText));
  const parsed = schema.safeParse(merged);
  if (parsed.success && empty.length === 0) return { options: parsed.data, given: merged as z.input<Schema> };
  const known = Object.keys(schema.shape);
  const spelled = (option: string) => places.get(option)?.spell(option) ?? option;
  const issues = (parsed.error?.issues ?? []).filter(({ path: [option] }) => !empty.includes(String(option)));
  const problems = issues.flatMap((issue) =>
    issue.code === "unrecognized_keys"
      ? issue.keys.map((key) => `${spelled(key)}: no such option${suggestion(key, known, places.get(key))}`)
      : [problemOf(issue, merged, places)],
  );
  const empties = empty
    .filter((option) => known.includes(option))
    .map((option) => `${spelled(option)}: it is empty; is a variable of the shell not set?`);
  throw usageError(listProblems([...empties, ...problems]), "see --help of the command, or docs/options.md");
}

const isEmptyText = (value: unknown): boolean => typeof value === "string" && value.trim() === "";

/** A problem with its place, and with the value as it was typed or found; one that may be secret is not repeated. */
function problemOf(
  issue: z.core.$ZodIssue,
  merged: Readonly<Record<string, unknown>>,
  places: ReadonlyMap<string, Source>,
): string {
  const [option = "", ...inside] = issue.path.map(String);
  const { spell, spellTyped } = places.get(option) ?? { spell: (name: string) => name };
  const value = valueAt(merged, issue.path);
  const isSecret = mayBeSecret(option);
  const isTyped = spellTyped !== undefined && ["string", "number", "boolean"].includes(typeof value);
  if (isTyped && !isSecret) return `${spellTyped(option, String(value))}: ${problemWords(issue)}`;
  const place = [spell(option), ...inside].join(".");
  return `${place}: ${problemWords(issue)}${isSecret ? "" : found(value)}`;
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
  // JSON has no NaN.
  return ` (found ${typeof value === "number" ? value : written(value)})`;
}

/** A value as JSON; one that JSON cannot hold, such as a function or a ring of objects, as JavaScript writes it. */
function written(value: unknown): string {
  try {
    const json = JSON.stringify(value, (_, part) => (typeof part === "bigint" ? String(part) : part));
    return typeof value === "bigint" ? String(value) : (json ?? String(value));
  } catch {
    return String(value);
  }
}

/** The option that was most likely meant, as the place spells it in which the unknown one stands. */
function suggestion(key: string, known: readonly string[], place: Source | undefined): string {
  const near = nearestWord(key, known);
  if (near === undefined) return "";
  // What is typed is spelt with all that marks an option; in a file or a program the name stands alone.
  return `, did you mean ${place?.spellTyped === undefined ? near : place.spell(near)}?`;
}
