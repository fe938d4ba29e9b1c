import type { z } from "zod";
import { defaultsOf, kebab } from "../../config/merge.ts";

/**
 * The command line that repeats a run or a sweep: scenario and seed, and every option that was given and differs from
 * its default, wherever it was set. Values of headers are left out, because they may be secrets.
 *
 * @param given options as they were written, with scenario and seed even where they were not
 */
export function commandWords(command: string, schema: z.ZodObject, given: object): string[] {
  const { scenario, seed, out: _, ...others } = given as Record<string, unknown>;
  const defaults = defaultsOf(schema);
  const words = ["plimsoll", command, ...(scenario === undefined ? [] : [String(scenario)])];
  // In the order in which options are declared, so that the same options make the same words.
  for (const option of Object.keys(schema.shape)) {
    const value = others[option];
    if (value === undefined || JSON.stringify(value) === JSON.stringify(defaults[option])) continue;
    if (typeof value === "boolean") {
      words.push(`--${value ? "" : "no-"}${kebab(option)}`);
      continue;
    }
    for (const one of Array.isArray(value) ? value : [value]) {
      const word = option === "header" ? String(one).replace(/:.*/, ": …") : String(one);
      // A value that looks like a flag is taken for one, unless it is joined to its own.
      if (word.startsWith("-")) words.push(`--${kebab(option)}=${word}`);
      else words.push(`--${kebab(option)}`, word);
    }
  }
  return [...words, "--seed", String(seed)];
}
