import { z } from "zod";
import { isDay } from "../cost/catalogue/cells.ts";
import { parseHostedSpec } from "../cost/hosted/hosted-spec.ts";
import { parseRequestTokens } from "../cost/hosted/request-tokens.ts";
import { parseDailyCurve } from "../planning/demand/daily-curve.ts";
import { MACHINE_EXAMPLE, parseMachineSpec } from "../planning/machine-spec.ts";
import { durationOption, type InMs, inMs, WAIT } from "./duration.ts";
import { mergeOptions, type Source } from "./merge.ts";
import { runOptionsSchema } from "./run-options.ts";
import { simulateOptionsSchema } from "./simulate-options.ts";

/** The options of `plimsoll simulate` that hold for every fleet of a plan. */
const shared = simulateOptionsSchema.pick({
  scenario: true,
  arrivals: true,
  slo: true,
  batch: true,
  repetition: true,
  lengths: true,
  sequenceLength: true,
  timeout: true,
  seed: true,
  payloadSeed: true,
  extrapolate: true,
  batcher: true,
  preferred: true,
  queueLimit: true,
  frontEnd: true,
  network: true,
  gateway: true,
  retries: true,
  hedge: true,
  disturb: true,
  healthCheck: true,
  workers: true,
  autoscalerMetric: true,
  imagePull: true,
  modelLoad: true,
}).shape;

/** An option whose text is read by a function that returns the problem where it is wrong. */
function readBy<Value extends object>(read: (text: string) => Value | { readonly problem: string }) {
  return z.string().transform((text, context) => {
    const value = read(text);
    if (!("problem" in value)) return value as Exclude<Value, { readonly problem: string }>;
    context.addIssue({ code: "custom", message: value.problem });
    return z.NEVER;
  });
}

/** An option that is a share, written such as 0.1%. */
function percentOption(most: number) {
  return z
    .string()
    .regex(/^[+-]?\d+(\.\d+)?%$/, "expected a share such as 10%")
    .transform((text) => Number.parseFloat(text) / 100)
    .refine((share) => share > -1 && share <= most, `expected more than -100% and at most ${most * 100}%`);
}

/** The schema of every option of `plimsoll capacity --plan`. */
export const planOptionsSchema = z.strictObject({
  ...shared,
  scenario: shared.scenario.describe(
    "name of a scenario, or a scenario file (.json): what requests carry, and how they come within an hour",
  ),
  machine: z
    .array(readBy(parseMachineSpec))
    .min(1, `name a machine type, such as --machine ${MACHINE_EXAMPLE}`)
    .describe(
      `machine type that may be used: price of an hour (USD, or a row of --prices) and service time (as --service of simulate), ${MACHINE_EXAMPLE}; settings with several values are tried each; also pay=on-demand,spot (or price=on-demand:1,spot:0.3) with spot=zones=3,up=6h,down=1h,replace=3m, instances=1,2, max-delay=0ms,2ms, precision=fp16, scale=1.3, watts=70, most=20`,
    ),
  prices: z
    .array(z.string())
    .default([])
    .describe("price tables in which the prices of machines are looked up, as plimsoll prices reads them"),
  pricesProvider: z
    .string()
    .min(1)
    .optional()
    .describe("provider of rows of --prices whose table does not say it"),
  pricesAsOf: z
    .string()
    .refine(isDay, "expected a day such as 2026-07-20")
    .optional()
    .describe("day on which rows of --prices were listed whose table does not say it"),
  rate: runOptionsSchema.shape.rate.describe("demand, the same all day, instead of the scenario's rate"),
  curve: readBy(parseDailyCurve)
    .optional()
    .describe(
      "demand by hour of the day in requests per second, joined by straight lines: 3=40,9=300,14=500,22=120",
    ),
  demand: z
    .string()
    .optional()
    .describe(
      "file with the demand: requests a minute as CSV, as the JSON of Prometheus or CloudWatch, or a trace with a row for each request",
    ),
  peak: z
    .number()
    .positive()
    .max(1_000_000)
    .optional()
    .describe("raises or lowers the demand so that its busiest hour has this rate, per second"),
  growth: percentOption(100)
    .optional()
    .describe("growth of the demand that the plan is made for, such as 30%"),
  router: z
    .array(z.string())
    .default(["least-outstanding"])
    .describe("how the replica of each request is chosen, as of plimsoll simulate; several are tried each"),
  spare: z
    .int()
    .min(0)
    .max(100)
    .default(0)
    .describe("replicas that may fail while the others keep the objectives (N+k)"),
  mostReplicas: z.int().min(1).max(10_000).default(200).describe("most replicas of a machine type"),
  errorBudget: percentOption(1)
    .prefault("0.1%")
    .describe("share of the time in which the objectives may be missed"),
  budgetPerMonth: z
    .number()
    .positive()
    .max(1e12)
    .optional()
    .describe("most that a month may cost, USD: a plan that costs more ends with exit code 1"),
  hosted: z
    .array(readBy(parseHostedSpec))
    .default([])
    .describe(
      "hosted language model to hold the fleets against: PROVIDER/MODEL of the price table that ships with Plimsoll, such as openai/gpt-4o-mini, or NAME=IN/OUT with USD per million tokens of input and output, and of cached input as a third",
    ),
  tokens: readBy(parseRequestTokens)
    .optional()
    .describe(
      "tokens of an input and of its answer, by which --hosted is paid: 500/200, or /200 where inputs are as long as --lengths says",
    ),
  cachedShare: z
    .string()
    .regex(/^\d+(\.\d+)?%$/, "expected a share such as 40%")
    .transform((text) => Number.parseFloat(text) / 100)
    .refine((share) => share <= 1, "expected at most 100%")
    .optional()
    .describe(
      "share of the tokens of input that the provider of --hosted still has in its cache, such as 40%",
    ),
  usdPerKwh: z
    .number()
    .positive()
    .max(100)
    .optional()
    .describe("price of electricity of machines whose watts are stated; it is not part of the cost"),
  co2: z
    .number()
    .positive()
    .max(10_000)
    .optional()
    .describe("grams of CO2 for each kWh of machines whose watts are stated"),
  seeds: z
    .int()
    .min(10)
    .max(1000)
    .default(10)
    .describe("every fleet is simulated under so many seeds, with the same requests"),
  window: durationOption(
    "how long of each hour is simulated under each seed, else as the objectives and the traffic need, at least 1m",
  ).optional(),
  warmup: durationOption("traffic before that, not counted", WAIT).prefault("5s"),
  fleets: z
    .int()
    .min(1)
    .max(50)
    .default(5)
    .describe("fleets that are worked out in every detail, the cheapest ones"),
  replicasBy: z
    .enum(["hour"])
    .optional()
    .describe(
      "hour: the cheapest fleets also with the fewest replicas that keep the objectives at each hour's rate, ordered a cold start before it",
    ),
  autoscaler: z
    .string()
    .optional()
    .describe(
      "the cheapest fleets also with what changes the number of replicas, as of plimsoll simulate, or hpa: an HPA whose target the plan looks for; the whole day is simulated",
    ),
  dayFleets: z
    .int()
    .min(0)
    .max(50)
    .default(1)
    .describe(
      "fleets whose whole day is simulated where replicas change, the cheapest ones; 0: none, of replicas by the hour",
    ),
  resume: z.string().optional().describe("folder of a plan that was cut off: simulate what is missing"),
  out: z.string().optional().describe("folder for the results; by default reports/<time>-plan"),
});

const DURATIONS = ["timeout", "window", "warmup"] as const;

/** Options of `plimsoll capacity --plan` after parsing: durations in milliseconds, machines and curve read. */
export interface PlanOptions extends InMs<z.output<typeof planOptionsSchema>, (typeof DURATIONS)[number]> {}
/** Options of `plimsoll capacity --plan` as a user writes them; only `machine` is needed. docs/options.md describes each. */
export interface PlanOptionsInput extends z.input<typeof planOptionsSchema> {}

/** Options of a plan after parsing, and as they were given. */
export interface ParsedPlan {
  readonly options: PlanOptions;
  readonly given: PlanOptionsInput;
}

/** Merges and parses the options of a plan. @throws one usage error with all problems */
export function parsePlanOptions(sources: readonly Source[]): ParsedPlan {
  const { options, given } = mergeOptions(planOptionsSchema, sources);
  return { options: inMs(options, DURATIONS), given };
}
