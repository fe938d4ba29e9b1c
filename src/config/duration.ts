import { z } from "zod";
import { parseDurationMs } from "../core/units.ts";

/** An option that is a duration as people write it, such as 30s; its value is in milliseconds. */
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

/** Options whose durations say in their names that they are in milliseconds: `timeout` is `timeoutMs`. */
export type InMs<Options, Durations extends keyof Options> = Omit<Options, Durations> & {
  [Name in keyof Pick<Options, Durations> as `${Name & string}Ms`]: Options[Name];
};

/** Gives the durations among parsed options the names that say their unit. */
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
