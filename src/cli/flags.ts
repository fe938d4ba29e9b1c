import type { Options } from "yargs";
import { z } from "zod";
import { optionType, readText, takesSeveral } from "../config/load.ts";
import { kebab, type Source } from "../config/merge.ts";
import { mayBeSecret } from "../config/secret-options.ts";
import { usageError } from "../core/errors.ts";
import { plural } from "../core/format.ts";

/**
 * The flags of a command, from the schema of its options. No default is passed to yargs, because it would hide the
 * value in the configuration file; the help text states the default instead.
 */
export function flagsOf(schema: z.ZodObject, positional: readonly string[] = []): Record<string, Options> {
  const { properties = {} } = z.toJSONSchema(schema, { io: "input" });
  const flags: Record<string, Options> = {};
  for (const [option, property] of Object.entries(properties)) {
    if (positional.includes(option) || typeof property === "boolean") continue;
    const { description = "", default: fallback, enum: choices } = property;
    const notes = [
      choices === undefined ? "" : choices.join(" | "),
      fallback === undefined || (Array.isArray(fallback) && fallback.length === 0)
        ? ""
        : `default ${fallback}`,
    ].filter(Boolean);
    const type = optionType(schema, option);
    const describe = notes.length === 0 ? description : `${description} [${notes.join("; ")}]`;
    flags[kebab(option)] =
      // A number is read by `givenOptions`, so that a message can show what was typed.
      type === "number"
        ? { describe: `${describe} [number]`, requiresArg: true }
        : { type, describe, requiresArg: type !== "boolean" };
  }
  return flags;
}

/**
 * The options on the command line, known or not: the schema checks them with those of the other sources.
 *
 * @param notOptions flags of the command line alone, such as `json`
 * @throws usage error for words that belong to no option, and for an option that is given twice
 */
export function givenOptions(
  argv: Readonly<Record<string, unknown>> & { readonly _: readonly (string | number)[] },
  command: string,
  schema: z.ZodObject,
  notOptions: readonly string[],
): Source {
  const given = Object.entries(argv).filter(([name]) => !["_", "$0", "help", "version"].includes(name));
  refuseStray(argv._[0] === command ? argv._.slice(1) : argv._, given, command);
  refuseTwice(given, schema);
  const options = given.filter(([name]) => !notOptions.includes(name));
  const values = Object.fromEntries(options.map(([name, value]) => [name, readFlag(schema, name, value)]));
  return {
    values,
    spell: (option) => `--${kebab(option)}`,
    spellTyped: (option, value) =>
      `--${kebab(option)} ${/^\S+$/.test(value) ? value : JSON.stringify(value)}`,
  };
}

type Given = readonly (readonly [name: string, value: unknown])[];

function refuseStray(stray: readonly (string | number)[], given: Given, command: string): void {
  if (stray.length === 0) return;
  // A secret with blanks that was not quoted falls apart into such words.
  const isTold = !given.some(([name]) => mayBeSecret(name));
  throw usageError(
    isTold
      ? `"${stray.join(" ")}" belongs to no option`
      : `${plural(stray.length, "word belongs", "words belong")} to no option`,
    `${isTold ? "" : "quote a value with blanks in it, and "}see plimsoll ${command} --help`,
  );
}

/** Refuses options with two values. A switch has none: given again it says the same, and of `--x --no-x` the last counts. */
function refuseTwice(given: Given, schema: z.ZodObject): void {
  const twice = given
    .filter(
      ([name, value]) => Array.isArray(value) && !(isOption(schema, name) && takesSeveral(schema, name)),
    )
    .filter(([name]) => isOption(schema, name) || name === "config")
    .map(([name]) => `--${kebab(name)}`);
  if (twice.length > 0)
    throw usageError(
      `${twice.join(" and ")} ${twice.length === 1 ? "is" : "are each"} given twice, and only one value counts`,
      "leave one out",
    );
}

const isOption = (schema: z.ZodObject, name: string): boolean => Object.hasOwn(schema.shape, name);

function readFlag(schema: z.ZodObject, name: string, value: unknown): unknown {
  if (typeof value !== "string" || !isOption(schema, name)) return value;
  return readText(optionType(schema, name), value);
}
