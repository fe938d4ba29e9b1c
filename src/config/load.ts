import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { parseDecimal } from "../core/decimal.ts";
import { usageError } from "../core/errors.ts";
import { kebab, type Source } from "./merge.ts";

const DEFAULT_FILES = ["ts", "mts", "cts", "js", "mjs", "cjs", "json"].map(
  (ending) => `bench.config.${ending}`,
);

/**
 * Reads the configuration file: the one that is named, or `bench.config.ts` in the working directory, if it exists;
 * it may also be written in JavaScript or JSON.
 *
 * @throws usage error when it cannot be read, does not compile, or exports no object, and for several that are there
 */
export async function loadConfigFile(named: string | undefined, cwd: string): Promise<Source> {
  if (named?.trim() === "") throw usageError("--config: it is empty; is a variable of the shell not set?");
  const there = DEFAULT_FILES.filter((name) => existsSync(resolve(cwd, name)));
  if (named === undefined && there.length > 1)
    throw usageError(
      `there are ${there.join(" and ")}, and only one configuration is read`,
      "name it with --config, or remove the others",
    );
  const file = named ?? there[0];
  const spell = (option: string) => `${file}: ${option}`;
  if (file === undefined) return { values: {}, spell };
  const path = resolve(cwd, file);
  if (!existsSync(path)) throw usageError(`configuration file ${file} does not exist`, "correct --config");
  // jiti is loaded only here: it costs 0.2 s. The alias lets a file say `import { defineConfig } from "plimsoll"`
  // wherever this package is installed.
  const { createJiti } = await import("jiti");
  const jiti = createJiti(import.meta.url, {
    interopDefault: false, // which fails of a file that exports null
    alias: { plimsoll: fileURLToPath(new URL("./define.js", import.meta.url)) },
  });
  let loaded: unknown;
  try {
    const module = await jiti.import<Record<string, unknown>>(path);
    loaded = await (Object.hasOwn(module, "default") ? module.default : module);
    // A copy, so that what fails in reading an option fails here.
    if (isObject(loaded)) return { values: { ...loaded }, spell };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw usageError(`configuration file ${file} cannot be loaded: ${message}`, "correct the file");
  }
  throw usageError(
    `configuration file ${file} exports no object`,
    "write: export default defineConfig({ ... })",
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The options in a section of the configuration file, such as `sweep`. @throws usage error when it is not an object */
export function sectionOf({ values, spell }: Source, section: string): Source {
  const own = values[section] ?? {};
  if (typeof own !== "object" || Array.isArray(own))
    throw usageError(`${spell(section)} is no object`, `write: ${section}: { ... }`);
  return { values: own as Record<string, unknown>, spell: (option) => spell(`${section}.${option}`) };
}

/** The options of the configuration file outside of its sections, which are those of `plimsoll run`. */
export function withoutSections({ values, spell }: Source, sections: readonly string[]): Source {
  return {
    values: Object.fromEntries(Object.entries(values).filter(([key]) => !sections.includes(key))),
    spell,
  };
}

/** The environment variable of an option: `PLIMSOLL_MAX_IN_FLIGHT` for `maxInFlight`. */
export const variableOf = (option: string) => `PLIMSOLL_${kebab(option).replaceAll("-", "_").toUpperCase()}`;

/** Reads options from environment variables. `listIn` says how lists are written. */
export function readEnvironment(
  schema: z.ZodObject,
  env: Readonly<Record<string, string | undefined>>,
): Source {
  const values: Record<string, unknown> = {};
  for (const option of Object.keys(schema.shape)) {
    const text = env[variableOf(option)];
    if (text === undefined) continue;
    const type = optionType(schema, option);
    values[option] = type === "array" ? listIn(option, text) : readText(type, text);
  }
  return { values, spell: variableOf, spellTyped: (option, value) => `${variableOf(option)}=${value}` };
}

/** The options whose values hold commas of their own, so that a comma does not begin another value. */
const WITH_COMMAS = ["header", "lengths", "arrivals", "inputs"];

/**
 * The values of a list in an environment variable: a JSON array, one value a line, or values between commas. Commas
 * within parentheses belong to one value, as in attainment(ttft<=200ms,tpot<=30ms)>=99%; so do those of a URL.
 */
function listIn(option: string, text: string): unknown[] {
  if (text.trim() === "") return [text];
  const array = arrayIn(text);
  if (array !== null) return array;
  if (text.includes("\n")) return text.split(/\r?\n/).filter((line) => line.trim() !== "");
  if (WITH_COMMAS.includes(option)) return [text];
  return text.split(option === "url" ? /,(?=\s*[a-z]+:\/\/)/i : /,(?![^(]*\))/);
}

function arrayIn(text: string): unknown[] | null {
  if (!text.trim().startsWith("[")) return null;
  try {
    const parsed: unknown = JSON.parse(text);
    return Array.isArray(parsed) ? parsed : null;
  } catch {
    return null; // then it is a value that begins so
  }
}

/**
 * Converts a text to the type of its option. A text that does not fit is returned as it is: the schema refuses it.
 */
export function readText(type: ReturnType<typeof optionType>, text: string): unknown {
  if (type === "number") return parseDecimal(text) ?? text;
  return type === "boolean" && /^(true|false)$/.test(text) ? text === "true" : text;
}

/** The type of an option as it is written on the command line and in the environment. */
export function optionType(schema: z.ZodObject, option: string): "number" | "boolean" | "array" | "string" {
  const { type } = jsonSchemaOf(schema, option);
  if (type === "number" || type === "integer") return "number";
  return type === "boolean" || type === "array" ? type : "string";
}

/** Tells whether an option takes several values. */
export function takesSeveral(schema: z.ZodObject, option: string): boolean {
  const { type } = jsonSchemaOf(schema, option);
  // An axis of a sweep takes one value or several, which is no type of its own.
  return type === "array" || type === undefined;
}

/** The description of an option, also where `.optional()` or a default follows `.describe()`. */
export function optionMeaning(schema: z.ZodObject, option: string): string {
  const { description } = jsonSchemaOf(schema, option);
  if (description === undefined) throw new Error(`option ${option} has no description`);
  return description;
}

function jsonSchemaOf(schema: z.ZodObject, option: string): z.core.JSONSchema.BaseSchema {
  return z.toJSONSchema(schema.shape[option] as z.ZodType, { io: "input" });
}
