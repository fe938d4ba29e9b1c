import { z } from "zod";
import { parseDurationMs } from "../core/units.ts";

/** The schema of an option that is a duration, written such as 30s. Its output is in milliseconds. */
export function durationOption(description: string) {
  return z
    .string()
    .transform((text, context) => {
      const durationMs = parseDurationMs(text);
      if (durationMs !== undefined) return durationMs;
      context.addIssue({ code: "custom", message: "expected a duration such as 30s, 2ms or 1.5m" });
      return z.NEVER;
    })
    .describe(description);
}

/** Options with the unit in the names of their durations: `timeout` becomes `timeoutMs`. */
export type InMs<Options, Durations extends keyof Options> = Omit<Options, Durations> & {
  [Name in keyof Pick<Options, Durations> as `${Name & string}Ms`]: Options[Name];
};

/** Renames the durations of parsed options to names with their unit: `timeout` becomes `timeoutMs`. */
export function inMs<Options extends object, Durations extends keyof Options & string>(
  options: Options,
  durations: readonly Durations[],
): InMs<Options, Durations> {
  const named = Object.entries(options).map(([name, value]) => [
    (durations as readonly string[]).includes(name) ? `${name}Ms` : name,
    value,
  ]);
  return Object.fromEntries(named) as InMs<Options, Durations>;
}
