import type { RunOptionsInput } from "../../config/run-options.ts";

/** Splits off the options that set up a server: `plimsoll run` has them for the embedded one alone. */
export function splitSetup({ precision, maxBatch, maxDelay, instances, ...left }: RunOptionsInput) {
  return { setup: { precision, maxBatch, maxDelay, instances }, left };
}
