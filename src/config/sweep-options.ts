import { z } from "zod";
import { goalSchema } from "../result/goal.ts";
import { AXES, AXIS_NAMES, type AxisName, type Point } from "../sweep/axes.ts";
import { axisValues } from "../sweep/axis-values.ts";
import { durationOption, type InMs, inMs, WAIT } from "./duration.ts";
import { optionMeaning, optionType } from "./load.ts";
import { mergeOptions, type Source } from "./merge.ts";
import { type RunOptionsInput, runOptionsSchema } from "./run-options.ts";
import { seriesOptions } from "./series-options.ts";

/** The levels of --accuracy, as a share of the accuracy of the reference; null for no requirement. */
export const ACCURACY_LEVELS = { "99.9%": 0.999, "99%": 0.99, any: null } as const;
type AccuracyLevel = keyof typeof ACCURACY_LEVELS;

const isAxis = (option: string): option is AxisName => Object.hasOwn(AXES, option);

/** Converts a value of an axis to the type of the option of `plimsoll run`. */
function optionValue(name: AxisName, text: string): string | number {
  return optionType(runOptionsSchema, name) === "number" ? Number(text) : text;
}

/** The schema of an option of `plimsoll run` that takes several values in a sweep. */
function axisOption(name: AxisName) {
  return z
    .preprocess(
      (given: string | number | readonly (string | number)[]) => [given].flat().map(String),
      z.array(z.string()).transform((given, context) => {
        const values = axisValues(name, given);
        const refused = Array.isArray(values) ? refusedBy(name, values) : values.problem;
        if (refused === null) return values as string[];
        context.addIssue({ code: "custom", message: refused });
        return z.NEVER;
      }),
    )
    .optional()
    .describe(`${optionMeaning(runOptionsSchema, name)}; several values make an axis of the sweep`);
}

function refusedBy(name: AxisName, values: readonly string[]): string | null {
  if (values.length === 0) return "no value";
  for (const text of values) {
    const parsed = runOptionsSchema.shape[name].safeParse(optionValue(name, text));
    if (!parsed.success) return `"${text}": ${parsed.error.issues[0]?.message}`;
  }
  return null;
}

type AxisOptions = { [Name in AxisName]: ReturnType<typeof axisOption> };
const axisOptions = Object.fromEntries(AXIS_NAMES.map((name) => [name, axisOption(name)])) as AxisOptions;

/** The options of `plimsoll run` that apply to every point of a sweep, with the same defaults. */
const {
  duration: _,
  warmup: __,
  out: ___,
  cacheCheck: ____,
  untilShown: _____,
  ...runOptions
} = runOptionsSchema.shape;

/** The schema of every option of `plimsoll sweep`. */
export const sweepOptionsSchema = z.strictObject({
  ...runOptions,
  ...axisOptions,
  goal: goalSchema.shape.wish.default("cheapest").describe("what the best point is best in"),
  accuracy: z
    .enum(Object.keys(ACCURACY_LEVELS) as [AccuracyLevel, ...AccuracyLevel[]])
    .default("99%")
    .describe("share of the reference's accuracy that a variant must be shown to hold to be recommended"),
  full: z.boolean().default(false).describe("measure every point of the grid; so it is without --adaptive"),
  adaptive: z
    .boolean()
    .default(false)
    .describe("search for the best point instead of measuring every one; ends when it is known"),
  tolerance: z
    .string()
    .regex(/^\d+(\.\d+)?%$/, "expected a share such as 2%")
    .transform((text) => Number.parseFloat(text) / 100)
    .prefault("2%")
    .describe("--adaptive: how far from the best there is the best point may be"),
  repeats: z.int().min(1).max(50).default(1).describe("how often each point of the full grid is measured"),
  confirm: z
    .int()
    .min(0)
    .max(50)
    .default(3)
    .describe(
      "how often the best point, its runner-up and the best of the reference are measured again, with new seeds, for figures that are not those they were picked by; 0 = not",
    ),
  preset: z
    .enum(["claims"])
    .optional()
    .describe("claims: check on this machine what people repeat about serving, instead of a grid"),
  duration: durationOption(
    "length of the measured part of each point, else 10s; 3s with --preset",
  ).optional(),
  warmup: durationOption("traffic before it, not counted, else 2s; 1s with --preset", WAIT).optional(),
  hook: z
    .string()
    .optional()
    .describe(
      "command that sets up the server before a point; its values are in PLIMSOLL_PRECISION, PLIMSOLL_MAX_BATCH, …",
    ),
  ...seriesOptions("sweep", "sweep"),
});

const DURATIONS = ["duration", "warmup", "cooldown", "timeout", "spread"] as const;

/** Options of `plimsoll sweep` after parsing: durations in milliseconds, axes as lists of texts. */
export interface SweepOptions extends InMs<z.output<typeof sweepOptionsSchema>, (typeof DURATIONS)[number]> {}
/** Options of `plimsoll sweep` as a user writes them; all are optional. docs/options.md describes each. */
export interface SweepOptionsInput extends z.input<typeof sweepOptionsSchema> {}

/** The axes that the options give, each with its values. */
export function givenAxes(options: SweepOptions): Partial<Record<AxisName, readonly string[]>> {
  return Object.fromEntries(
    Object.entries(options).filter(([option, values]) => isAxis(option) && values !== undefined),
  );
}

/** Options of a sweep after parsing, and as they were given. */
export interface ParsedSweep {
  readonly options: SweepOptions;
  readonly given: SweepOptionsInput;
}

/** Merges and parses the options of a sweep. @throws one usage error with all problems */
export function parseSweepOptions(sources: readonly Source[]): ParsedSweep {
  const { options, given } = mergeOptions(sweepOptionsSchema, sources);
  return { options: inMs(options, DURATIONS), given };
}

/** The options of `plimsoll run` that every point of a sweep shares, as they were given. */
export function sharedRunOptions(given: SweepOptionsInput): RunOptionsInput {
  const shared = Object.entries(given).filter(
    ([option]) => Object.hasOwn(runOptionsSchema.shape, option) && !isAxis(option),
  );
  return Object.fromEntries(shared);
}

/** The options of `plimsoll run` that a point of a sweep sets. */
export function pointOptions(point: Point): RunOptionsInput {
  return Object.fromEntries(
    Object.entries(point).map(([name, text]) => [name, optionValue(name as AxisName, text)]),
  );
}
