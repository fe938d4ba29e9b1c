import { z } from "zod";
import { parseTier } from "../capacity/tier.ts";
import { durationOption, type InMs, inMs, WAIT } from "./duration.ts";
import { mergeOptions, type Source } from "./merge.ts";
import { type RunOptionsInput, runOptionsSchema } from "./run-options.ts";
import { seriesOptions } from "./series-options.ts";

/** The options of `plimsoll run` that a search decides itself, or that would do nothing in it. */
const {
  duration: _,
  warmup: __,
  out: ___,
  cacheCheck: ____,
  untilShown: _____,
  sloJudge: ______,
  driver: _______,
  concurrency: ________,
  rate: _________,
  ...shared
} = runOptionsSchema.shape;

const tierOption = z.string().transform((text, context) => {
  const tier = parseTier(text);
  if (!("problem" in tier)) return tier;
  context.addIssue({ code: "custom", message: tier.problem });
  return z.NEVER;
});

function percentOption(description: string, fallback: string) {
  return z
    .string()
    .regex(/^\d+(\.\d+)?%$/, `expected a share such as ${fallback}`)
    .transform((text) => Number.parseFloat(text) / 100)
    .prefault(fallback)
    .describe(description);
}

/** The schema of every option of `plimsoll capacity`: the traffic and the server of `plimsoll run`, and the search. */
export const capacityOptionsSchema = z.strictObject({
  ...shared,
  tier: z
    .array(tierOption)
    .optional()
    .describe(
      "a set of objectives with a load line of its own, such as 'gold: p99<=20ms; errors<=0.1%'; several are answered by one search",
    ),
  rate: runOptionsSchema.shape.rate.describe(
    "rate of the first probe, else about half of what a closed loop shows",
  ),
  concurrency: z
    .int()
    .min(0)
    .max(10_000)
    .default(64)
    .describe(
      "requests in flight of the closed loop that shows the most the server answers, beside which the line is put; 0 = none is run",
    ),
  tolerance: percentOption(
    "the search ends when the loads that hold and miss are no further apart than this",
    "5%",
  ).refine((share) => share >= 0.005 && share <= 0.5, "expected 0.5% to 50%"),
  probes: z
    .int()
    .min(3)
    .max(100)
    .default(12)
    .describe("most probes of a search, with its guard points and its confirmation"),
  maxErrors: percentOption(
    "the search is given up when more than this share of the requests failed in every probe so far, two at least",
    "5%",
  ).refine((share) => share <= 1, "expected at most 100%"),
  duration: durationOption(
    "shortest measured part of a probe, else 10s; longer where the objectives or the traffic need it",
  ).optional(),
  longest: durationOption(
    "length up to which a probe goes on that decides nothing, else four times the length that the first one needs",
  ).optional(),
  warmup: durationOption("traffic before each measured part, not counted, else 2s", WAIT).optional(),
  ...seriesOptions("search", "capacity"),
});

const DURATIONS = ["duration", "longest", "warmup", "cooldown", "timeout", "spread", "maxDelay"] as const;

/** Options of `plimsoll capacity` after parsing: durations in milliseconds. */
export interface CapacityOptions
  extends InMs<z.output<typeof capacityOptionsSchema>, (typeof DURATIONS)[number]> {}
/** Options of `plimsoll capacity` as a user writes them; all are optional. docs/options.md describes each. */
export interface CapacityOptionsInput extends z.input<typeof capacityOptionsSchema> {}

/** Options of a search after parsing, and as they were given. */
export interface ParsedCapacity {
  readonly options: CapacityOptions;
  readonly given: CapacityOptionsInput;
}

/** Merges and parses the options of a search. @throws one usage error with all problems */
export function parseCapacityOptions(sources: readonly Source[]): ParsedCapacity {
  const { options, given } = mergeOptions(capacityOptionsSchema, sources);
  return { options: inMs(options, DURATIONS), given };
}

/** The options of `plimsoll run` that every run of a search shares, as they were given. */
export function runOptionsOfSearch(given: CapacityOptionsInput): RunOptionsInput {
  const common = Object.entries(given).filter(
    ([option]) => Object.hasOwn(shared, option) && option !== "slo",
  );
  return Object.fromEntries(common);
}
