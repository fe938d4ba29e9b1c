import { z } from "zod";
import { parseDecimal } from "../core/decimal.ts";
import { usageError } from "../core/errors.ts";
import { nearestWord } from "../core/nearest-word.ts";
import { formatDurationMs, parseDurationMs } from "../core/units.ts";

/** A kind of something that a user writes as a spec, `kind:name=value,…`. */
export interface SpecKind {
  readonly kind: string;
  /** An example of the spec, for messages and docs. */
  readonly example: string;
  readonly options: z.ZodObject;
  /** The options that may stand first without their names, joined by plus signs. */
  readonly first?: string;
}

/**
 * Reads a spec such as `slow:replica=1,times=3,from=10s` by the schema of its kind. Times stand with their units, and options with
 * `Ms` or `PerHour` in their names without them: `from=10s` is `fromMs`, and `rate=0.5/h` is `ratePerHour`.
 *
 * @param flag option of the command line, for messages
 * @param what noun of the kinds, for messages: `disturbance`
 * @throws usage error with all that is wrong in the spec
 */
export function readOptionSpec<Kind extends SpecKind>(
  flag: string,
  what: string,
  kinds: readonly Kind[],
  spec: string,
): { readonly kind: Kind; readonly options: unknown } {
  const [name = "", text = ""] = splitOnce(spec, ":");
  const kind = kinds.find((one) => one.kind === name);
  if (kind === undefined) throw unknownKind(flag, what, kinds, name);
  const written = readOptions(`${flag} ${name}`, kind.options, kind.first, text, kind.example, {
    kind: name,
  });
  return { kind, options: written };
}

/**
 * Reads options written as `name=value,…`, by the names and units of a schema.
 *
 * @param flag option of the command line, for messages
 * @param first the options that may stand first without their names, joined by plus signs
 * @param fixed options that are known already
 * @throws usage error with all that is wrong
 */
export function readOptions<Options extends z.ZodObject>(
  flag: string,
  schema: Options,
  first: string | undefined,
  text: string,
  example: string,
  fixed: Readonly<Record<string, unknown>> = {},
): z.output<Options> {
  const wrong = (why: string) => usageError(`${flag}: ${why}`, `write such as ${example}`);
  const names = Object.keys(schema.shape).filter((option) => !(option in fixed));
  const written: Record<string, unknown> = { ...fixed };
  for (const [index, part] of (text === "" ? [] : text.split(",")).entries()) {
    const [key, value] = splitOnce(part, "=");
    if (value === undefined && index === 0 && first !== undefined) {
      Object.assign(written, readFirst(schema, first.split("+"), part, wrong));
      continue;
    }
    const option = names.find((one) => value !== undefined && (one === key || shown(one) === key));
    if (option === undefined)
      throw wrong(
        value === undefined
          ? `"${part}" has no name: write name=value`
          : `"${key}" is not one of ${names.map(shown).join(", ")}`,
      );
    if (option in written) throw wrong(`"${shown(option)}" stands there twice`);
    written[option] = readValue(schema, option, value ?? key, wrong);
  }
  const parsed = schema.safeParse(written);
  if (parsed.success) return parsed.data;
  throw wrong(parsed.error.issues.map(problemOf).join("; "));
}

/** The values that stand without their names, such as `2ms+0.3ms`. */
function readFirst(
  schema: z.ZodObject,
  names: readonly string[],
  text: string,
  wrong: (why: string) => Error,
): Record<string, number | string> {
  const values = text.split("+");
  if (values.length !== names.length) throw wrong(`"${text}" is not ${names.map(shown).join(" + ")}`);
  return Object.fromEntries(
    names.map((name, index) => [name, readValue(schema, name, values[index] ?? "", wrong)]),
  );
}

/** What is wrong with an option, in the words of a spec. */
function problemOf(issue: z.core.$ZodIssue): string {
  const name = shown(issue.path.join("."));
  if (name === "") return issue.message;
  if (issue.code === "invalid_value") return `${name} must be ${issue.values.map(String).join(" or ")}`;
  if (issue.code === "invalid_type") return `${name} is missing or no number of its kind`;
  if (issue.code === "too_small")
    return `${name} must be ${issue.inclusive === false ? "more than" : "at least"} ${withUnit(issue.path, issue.minimum)}`;
  if (issue.code === "too_big")
    return `${name} must be ${issue.inclusive === false ? "less than" : "at most"} ${withUnit(issue.path, issue.maximum)}`;
  return `${name}: ${issue.message}`;
}

function withUnit(path: readonly PropertyKey[], value: number | bigint): string {
  return String(path.at(-1)).endsWith("Ms") ? formatDurationMs(Number(value)) : String(value);
}

function readValue(
  schema: z.ZodObject,
  name: string,
  text: string,
  wrong: (why: string) => Error,
): number | string {
  if (isWord(schema.shape[name])) return text;
  if (name.endsWith("Ms")) {
    const durationMs = parseDurationMs(text);
    if (durationMs !== undefined) return durationMs;
    throw wrong(`${shown(name)} is "${text}", and not a time such as 10s`);
  }
  const value = parseDecimal(name.endsWith("PerHour") ? text.replace(/\/h$/, "") : text);
  if (value !== undefined) return value;
  throw wrong(
    `${shown(name)} is "${text}", and not a number${name.endsWith("PerHour") ? " an hour such as 0.5/h" : ""}`,
  );
}

/** Whether the values of an option are words, and no numbers. */
function isWord(type: z.core.$ZodType | undefined): boolean {
  if (type instanceof z.ZodDefault || type instanceof z.ZodOptional) return isWord(type.unwrap());
  return type instanceof z.ZodEnum;
}

/** The name of an option as a spec has it: the unit stands with the value. */
const shown = (name: string): string => name.replace(/(Ms|PerHour)$/, "");

function unknownKind(flag: string, what: string, kinds: readonly SpecKind[], name: string): Error {
  const nearest = nearestWord(
    name,
    kinds.map(({ kind }) => kind),
  );
  return usageError(
    `${flag}: there is no ${what} "${name}"${nearest === undefined ? "" : `; perhaps ${nearest} was meant`}`,
    `write one of ${kinds.map(({ example }) => example).join(" ")}`,
  );
}

function splitOnce(text: string, separator: string): [string, string?] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
