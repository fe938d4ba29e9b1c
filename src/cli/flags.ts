import type { Options } from "yargs";
import { z } from "zod";
import { optionType } from "../config/load.ts";
import { kebab, type Source } from "../config/merge.ts";
import { usageError } from "../core/errors.ts";

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
    const flag: Options = {
      type: optionType(schema, option),
      describe: notes.length === 0 ? description : `${description} [${notes.join("; ")}]`,
      requiresArg: optionType(schema, option) !== "boolean",
    };
    flags[kebab(option)] = flag;
  }
  return flags;
}

/**
 * The options on the command line, known or not: the schema checks them with those of the other sources.
 *
 * @throws usage error for words that belong to no option
 */
export function givenOptions(
  argv: Readonly<Record<string, unknown>> & { readonly _: readonly (string | number)[] },
  command: string,
  notOptions: readonly string[],
): Source {
  const stray = argv._[0] === command ? argv._.slice(1) : argv._;
  if (stray.length > 0)
    throw usageError(`"${stray.join(" ")}" belongs to no option`, `see plimsoll ${command} --help`);
  const skip = new Set(["_", "$0", "help", "version", ...notOptions]);
  const values = Object.fromEntries(Object.entries(argv).filter(([name]) => !skip.has(name)));
  return { values, spell: (option) => `--${kebab(option)}` };
}
