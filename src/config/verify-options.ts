import { z } from "zod";
import { durationOption, type InMs, inMs, WAIT } from "./duration.ts";
import { mergeOptions, type Source } from "./merge.ts";
import { type RunOptionsInput, runOptionsSchema } from "./run-options.ts";

/** The options of `plimsoll run` that say what is sent: a verification takes them from the plan. */
const {
  scenario: _scenario,
  arrivals: _arrivals,
  rate: _rate,
  spread: _spread,
  concurrency: _concurrency,
  driver: _driver,
  duration: _duration,
  warmup: _warmup,
  slo: _slo,
  sloJudge: _sloJudge,
  untilShown: _untilShown,
  batch: _batch,
  repetition: _repetition,
  lengths: _lengths,
  price: _price,
  cacheCheck: _cacheCheck,
  seed: _seed,
  verify: _verify,
  out: _out,
  ...shared
} = runOptionsSchema.shape;

/** The schema of every option of `plimsoll capacity --verify`: the server of `plimsoll run`, and the plan. */
export const verifyOptionsSchema = z.strictObject({
  ...shared,
  verify: z.string().min(1).describe("result.json of a plan, or its folder"),
  fleet: z
    .int()
    .min(1)
    .max(1000)
    .default(1)
    .describe("which fleet of the plan is deployed, 1 = the cheapest"),
  within: z
    .string()
    .regex(/^\d+(\.\d+)?%$/, "expected a share such as 10%")
    .transform((text) => Number.parseFloat(text) / 100)
    .refine((share) => share <= 1, "expected at most 100%")
    .prefault("10%")
    .describe("how far off a forecast may be, beside the spread of its seeds"),
  duration: durationOption("length of the measured part, else what the plan simulated of an hour").optional(),
  warmup: durationOption("traffic before that, not counted, else as in the plan", WAIT).optional(),
  seed: runOptionsSchema.shape.seed
    .unwrap()
    .optional()
    .describe("seed of the traffic, else the first one that the plan has not used"),
  out: z.string().optional().describe("folder for the results; by default reports/<time>-verify"),
});

const DURATIONS = ["duration", "warmup", "timeout", "maxDelay"] as const;

/** Options of `plimsoll capacity --verify` after parsing: durations in milliseconds. */
export interface VerifyOptions
  extends InMs<z.output<typeof verifyOptionsSchema>, (typeof DURATIONS)[number]> {}
/** Options of `plimsoll capacity --verify` as a user writes them; only `verify` is needed. docs/options.md describes each. */
export interface VerifyOptionsInput extends z.input<typeof verifyOptionsSchema> {}

/** Options of a verification after parsing, and as they were given. */
export interface ParsedVerification {
  readonly options: VerifyOptions;
  readonly given: VerifyOptionsInput;
}

/** Merges and parses the options of a verification. @throws one usage error with all problems */
export function parseVerifyOptions(sources: readonly Source[]): ParsedVerification {
  const { options, given } = mergeOptions(verifyOptionsSchema, sources);
  return { options: inMs(options, DURATIONS), given };
}

/** The options of the run of a verification, as they were given: those of the server and of the sending. */
export function runOptionsOfVerification(given: VerifyOptionsInput): RunOptionsInput {
  const {
    verify: _plan,
    fleet: _fleet,
    within: _within,
    duration: _d,
    warmup: _w,
    seed: _s,
    out: _o,
    ...run
  } = given;
  return run;
}
