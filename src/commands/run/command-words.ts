import type { z } from "zod";
import { kebab } from "../../config/merge.ts";

/**
 * The command line that repeats a run or a sweep: scenario and seed, and every option that differs from its default,
 * wherever it was set. Values of headers are left out, because they may be secrets.
 */
export function commandWords(command: string, schema: z.ZodObject, options: object): string[] {
  const { scenario, seed, out: _, ...others } = options as Record<string, unknown>;
  const defaults = new Map<string, unknown>(Object.entries(schema.parse({})));
  const words = ["plimsoll", command, ...(scenario === undefined ? [] : [String(scenario)])];
  for (const [option, value] of Object.entries(others)) {
    if (value === undefined || JSON.stringify(value) === JSON.stringify(defaults.get(option))) continue;
    if (typeof value === "boolean") {
      words.push(`--${value ? "" : "no-"}${kebab(option)}`);
      continue;
    }
    for (const one of Array.isArray(value) ? value : [value]) {
      words.push(`--${kebab(option)}`, option === "header" ? String(one).replace(/:.*/, ": …") : String(one));
    }
  }
  return [...words, "--seed", String(seed)];
}
