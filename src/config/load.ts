import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { usageError } from "../core/errors.ts";
import { kebab, type Source } from "./merge.ts";

const DEFAULT_FILES = ["bench.config.ts", "bench.config.js", "bench.config.mjs"];

/**
 * Reads the configuration file: the one that is named, or `bench.config.ts` in the working directory, if it exists.
 *
 * @throws usage error when it cannot be read, does not compile, or exports no object
 */
export async function loadConfigFile(named: string | undefined, cwd: string): Promise<Source> {
  const file = named ?? DEFAULT_FILES.find((name) => existsSync(resolve(cwd, name)));
  const spell = (option: string) => `${file}: ${option}`;
  if (file === undefined) return { values: {}, spell };
  const path = resolve(cwd, file);
  if (!existsSync(path)) throw usageError(`configuration file ${file} does not exist`, "correct --config");
  // jiti is loaded only here: it costs 0.2 s. The alias lets a file say `import { defineConfig } from "plimsoll"`
  // wherever this package is installed.
  const { createJiti } = await import("jiti");
  const jiti = createJiti(import.meta.url, {
    alias: { plimsoll: fileURLToPath(new URL("./define.js", import.meta.url)) },
  });
  let loaded: unknown;
  try {
    loaded = await jiti.import(path, { default: true });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    throw usageError(`configuration file ${file} cannot be loaded: ${message}`, "correct the file");
  }
  if (loaded === null || typeof loaded !== "object" || Array.isArray(loaded)) {
    throw usageError(
      `configuration file ${file} exports no object`,
      "write: export default defineConfig({ ... })",
    );
  }
  return { values: loaded as Record<string, unknown>, spell };
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

/** Reads options from environment variables. Lists are comma-separated. */
export function readEnvironment(
  schema: z.ZodObject,
  env: Readonly<Record<string, string | undefined>>,
): Source {
  const values: Record<string, unknown> = {};
  for (const option of Object.keys(schema.shape)) {
    const text = env[variableOf(option)];
    if (text === undefined) continue;
    const type = optionType(schema, option);
    values[option] = readText(type, text);
  }
  return { values, spell: variableOf };
}

/**
 * Converts a text to the type of its option. A text that does not fit is returned as it is: the schema refuses it.
 */
function readText(type: ReturnType<typeof optionType>, text: string): unknown {
  if (type === "number") return numberOrText(text);
  // Commas within parentheses belong to one entry: attainment(ttft<=200ms,tpot<=30ms)>=99%.
  if (type === "array") return text.split(/,(?![^(]*\))/);
  return type === "boolean" && /^(true|false)$/.test(text) ? text === "true" : text;
}

/** Converts a text to a number. Other text is returned as it is, so that the message shows it; `Number("")` is 0. */
function numberOrText(text: string): number | string {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  return Number.isNaN(value) ? text : value;
}

/** The type of an option as it is written on the command line and in the environment. */
export function optionType(schema: z.ZodObject, option: string): "number" | "boolean" | "array" | "string" {
  const { type } = jsonSchemaOf(schema, option);
  if (type === "number" || type === "integer") return "number";
  return type === "boolean" || type === "array" ? type : "string";
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
