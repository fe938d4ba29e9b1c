import { z } from "zod";
import { formatDurationMs, parseDurationMs } from "../core/units.ts";

/** The range of a duration, ms: at least 0, or more than 0, and at most `atMostMs`. */
export interface DurationRange {
  readonly mayBeZero: boolean;
  readonly atMostMs: number;
}

const HOUR_MS = 3_600_000;

/** Range of the length of something that is measured, as of a scenario's measured part. */
export const LENGTH: DurationRange = { mayBeZero: false, atMostMs: 24 * HOUR_MS };
/** Range of a wait that may be left out, such as a warm-up or a pause. */
export const WAIT: DurationRange = { mayBeZero: true, atMostMs: HOUR_MS };
/** Range of the longest time that an answer may take: histograms hold latencies up to an hour. */
export const DEADLINE: DurationRange = { mayBeZero: false, atMostMs: HOUR_MS };

/** The schema of an option that is a duration, written such as 30s. Its output is in milliseconds. */
export function durationOption(description: string, { mayBeZero, atMostMs }: DurationRange = LENGTH) {
  const range = `${mayBeZero ? "0s" : "more than 0s"} to ${formatDurationMs(atMostMs)}`;
  return z
    .string()
    .transform((text, context) => {
      const durationMs = parseDurationMs(text);
      const message =
        durationMs === undefined
          ? "expected a duration such as 30s, 2ms or 1.5m"
          : `expected a duration of ${range}`;
      const isWithin = durationMs !== undefined && durationMs <= atMostMs && (durationMs > 0 || mayBeZero);
      if (isWithin) return durationMs;
      context.addIssue({ code: "custom", message });
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
