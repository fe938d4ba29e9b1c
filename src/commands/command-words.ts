import { kebab } from "../config/merge.ts";
import { type RunOptions, runOptionsSchema } from "../config/run-options.ts";

/**
 * The command line that repeats a run: scenario and seed, and every option that differs from its default, wherever
 * it was set. Values of headers are left out, because they may be secrets.
 */
export function commandWords(options: RunOptions): string[] {
  const { scenario, seed, out: _, ...others } = options;
  const defaults = new Map<string, unknown>(Object.entries(runOptionsSchema.parse({})));
  const words = ["plimsoll", "run", scenario];
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
