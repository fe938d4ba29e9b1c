import { z } from "zod";
import { durationOption, type InMs, inMs } from "./duration.ts";
import { mergeOptions, type Source } from "./merge.ts";
import { serverUrlSchema } from "./run-options.ts";

/** The shortest calibration, ms: it gives enough answers for a p99 at the rate of the calibration. */
const LEAST_MS = 500;
const MOST_MS = 60_000;

/** The schema of every option of `plimsoll doctor`. */
export const doctorOptionsSchema = z.strictObject({
  url: serverUrlSchema
    .optional()
    .describe(
      "server that will be tested, to know whether it shares this machine; without --second-opinion nothing is sent to it. Left out: the embedded server",
    ),
  duration: durationOption(
    "length of the calibration at a modest rate; each run of the search for the highest rate takes a third of it",
  )
    .refine((lengthMs) => lengthMs >= LEAST_MS && lengthMs <= MOST_MS, "expected 500ms to 60s")
    .prefault("3s"),
  secondOpinion: z
    .boolean()
    .default(false)
    .describe(
      "let autocannon and Plimsoll's own driver measure the same closed loop by turns, and say whether they agree; at --url, which gets GET requests, or at a server of our own",
    ),
});

export type DoctorOptions = InMs<z.output<typeof doctorOptionsSchema>, "duration">;

/** Reads the options of `plimsoll doctor`. @throws one usage error with all problems */
export function parseDoctorOptions(sources: readonly Source[]): DoctorOptions {
  return inMs(mergeOptions(doctorOptionsSchema, sources).options, ["duration"]);
}
