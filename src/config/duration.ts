import { z } from "zod";
import { parseDurationMs } from "../core/units.ts";

/** An option that is a duration as people write it; stays text until it is used. */
export function durationOption(description: string) {
  return z
    .string()
    .refine((text) => parseDurationMs(text) !== undefined, "expected a duration such as 30s, 2ms or 1.5m")
    .describe(description);
}

/** Milliseconds of a duration that has passed `durationOption`. */
export function durationMs(text: string): number {
  const parsed = parseDurationMs(text);
  if (parsed === undefined) throw new TypeError(`"${text}" is no duration`);
  return parsed;
}
