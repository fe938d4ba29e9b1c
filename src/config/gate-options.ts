import { z } from "zod";
import type { GateExport } from "../gate/exports/gate-export.ts";
import { GATE_EXPORTS, type GateExportName } from "../gate/exports/index.ts";
import { parseMetric } from "../gate/parse-metric.ts";
import { rulesSchema } from "../gate/rule.ts";
import { capacityOptionsSchema } from "./capacity-options.ts";
import { durationOption, type InMs, inMs, WAIT } from "./duration.ts";
import { mergeOptions, type Source } from "./merge.ts";
import { type RunOptionsInput, runOptionsSchema, serverUrlSchema } from "./run-options.ts";
import { seriesOptions } from "./series-options.ts";

/** The options of `plimsoll run` that both sides of a gate share, with the same defaults. */
const {
  scenario: _,
  url: __,
  out: ___,
  slo: ____,
  sloJudge: _____,
  untilShown: ______,
  cacheCheck: _______,
  duration: ________,
  warmup: _________,
  ...runOptions
} = runOptionsSchema.shape;

const metricSchema = z.string().transform((text, context) => {
  const metric = parseMetric(text);
  if (!("problem" in metric)) return metric;
  context.addIssue({ code: "custom", message: metric.problem });
  return z.NEVER;
});

const EXPORT_NAMES = Object.keys(GATE_EXPORTS) as GateExportName[];

const reportSchema = z.string().transform((text, context) => {
  const [, name = "", file = ""] = /^([\w-]+)=(.+)$/s.exec(text) ?? [];
  const known = EXPORT_NAMES.find((one) => one === name);
  if (known !== undefined) return { name: known, file };
  context.addIssue({
    code: "custom",
    message: `expected ${EXPORT_NAMES.map((one) => `${one}=FILE`).join(" or ")}`,
  });
  return z.NEVER;
});

/** Whether no report takes the place of another in one file; those that are added to it may share it. */
function areApart(reports: readonly { readonly name: GateExportName; readonly file: string }[]): boolean {
  const isAdded = (name: GateExportName) => (GATE_EXPORTS[name] as GateExport).appends === true;
  return reports.every(
    ({ name, file }, i) =>
      !reports.some((other, j) => j < i && other.file === file && !(isAdded(name) && isAdded(other.name))),
  );
}

function shareOption(description: string, fallback: string, most: number) {
  return z
    .string()
    .regex(/^\d+(\.\d+)?%$/, `expected a share such as ${fallback}`)
    .transform((text, context) => {
      const share = Number.parseFloat(text) / 100;
      if (share > 0 && share <= most) return share;
      context.addIssue({ code: "custom", message: `expected more than 0% and at most ${most * 100}%` });
      return z.NEVER;
    })
    .prefault(fallback)
    .describe(description);
}

/** The options of a search for a load line that a gate has too. */
const { tier, probes, longest } = capacityOptionsSchema.shape;

const side = (words: string) =>
  `${words}: a command that starts its server, where {port} stands for the port that it must listen on, or options of plimsoll run in which it differs, such as '--max-batch 8'`;

/** The most pairs of a gate. */
const MOST_PAIRS = 100;

/** The schema of every option of `plimsoll gate`. */
export const gateOptionsSchema = z.strictObject({
  scenario: z
    .string()
    .default("steady")
    .describe("name of a scenario, or a scenario file (.json), whose traffic both sides get"),
  baselineUrl: serverUrlSchema.optional().describe("server of the baseline, which is there already"),
  candidateUrl: serverUrlSchema.optional().describe("server of the candidate, which is there already"),
  baseline: z.string().optional().describe(side("baseline")),
  candidate: z.string().optional().describe(side("candidate")),
  baselineResults: z
    .array(z.string())
    .min(1)
    .optional()
    .describe(
      "folders of runs that were stored before, or of a gate that was accepted, instead of a baseline that is measured: less can be known of them",
    ),
  anchor: z
    .array(z.string())
    .min(1)
    .optional()
    .describe(
      "folders of the oldest runs that were accepted, or of a gate of them: the candidate is compared with these too, by which a slow creep is seen",
    ),
  acrossEnvironments: z
    .boolean()
    .default(false)
    .describe("compare with stored runs that met another machine, or another version of what is on it"),
  capacity: z
    .boolean()
    .default(false)
    .describe(
      "compare load lines, the highest load at which the objectives (--slo) are shown to hold, instead of figures at one load: in each pair both are searched",
    ),
  slo: runOptionsSchema.shape.slo.describe(
    "with --capacity: objective that the load lines are of, such as p99<=50ms; several hold together",
  ),
  tier: tier.describe(
    "with --capacity: a set of objectives with a load line of its own, which is a metric of its own, such as 'gold: p99<=20ms; errors<=0.1%'",
  ),
  probes: probes.describe("with --capacity: most probes of a search"),
  longest: longest.describe(
    "with --capacity: length up to which a probe goes on that decides nothing, else four times the length that the first one needs",
  ),
  metric: z
    .array(metricSchema)
    .min(1)
    .optional()
    .describe(
      "figure that must not become worse, such as p99, throughput, ttft.p50, cost, attainment(response<=50ms); p99:10% has a tolerance of its own; p50 and p95 without this and --rules; the share of failed requests (errors) is judged in every gate; with --capacity loadLine, or 'loadLine gold' of a tier, all of them without this",
    ),
  rules: z
    .union([z.string(), rulesSchema])
    .optional()
    .describe(
      "file of rules (YAML or JSON): figures with their tolerances, and objectives, by scenario and level of the load; docs/gate.md says how; in the configuration file the rules themselves",
    ),
  tolerance: shareOption(
    "how much worse a figure may be, as a share of the baseline's; shares, such as errors and accuracy, have 0.1 percentage points unless they say another, as errors:0.5%",
    "5%",
    1,
  ),
  alpha: shareOption(
    "chance at most that two sides that are alike fail, over all metrics and looks; and that a candidate passes that is worse than tolerated",
    "5%",
    0.5,
  ),
  pairs: z
    .int()
    .min(2)
    .max(MOST_PAIRS)
    .optional()
    .describe(
      "pairs of runs before the first look; else as few as can show something with alpha, metrics and looks, and at least 7",
    ),
  maxPairs: z
    .int()
    .min(2)
    .max(MOST_PAIRS)
    .optional()
    .describe("most pairs, where fewer leave it open; else twice as many as --pairs"),
  confirm: z
    .boolean()
    .optional()
    .describe(
      "a failure counts once as many fresh pairs fail again in the metrics that failed; so it is where the environment variable CI is set",
    ),
  loadShare: shareOption(
    "without --rate, --concurrency or a scenario: rate, as a share of what the baseline answers to 16 requests in flight; with --capacity that of the first probe, without --rate",
    "70%",
    1,
  ),
  readyTimeout: durationOption("longest wait until a server that was started answers").prefault("60s"),
  report: z
    .array(reportSchema)
    .refine(areApart, "expected a file of its own for each: what is written first would be lost")
    .default([])
    .describe(
      `file for other programs to read: ${EXPORT_NAMES.map((name) => `${name}=FILE (${GATE_EXPORTS[name].title})`).join(", ")}`,
    ),
  ...runOptions,
  duration: durationOption("length of the measured part of each run").prefault("10s"),
  warmup: durationOption("traffic before it, not counted", WAIT).prefault("2s"),
  ...seriesOptions("gate", "gate"),
});

const DURATIONS = [
  "duration",
  "warmup",
  "cooldown",
  "timeout",
  "spread",
  "maxDelay",
  "readyTimeout",
  "longest",
] as const;

/** Options of `plimsoll gate` after parsing: durations in milliseconds, metrics read. */
export interface GateOptions extends InMs<z.output<typeof gateOptionsSchema>, (typeof DURATIONS)[number]> {}
/** Options of `plimsoll gate` as a user writes them. docs/options.md describes each. */
export interface GateOptionsInput extends z.input<typeof gateOptionsSchema> {}

/** Options of a gate after parsing, and as they were given. */
export interface ParsedGate {
  readonly options: GateOptions;
  readonly given: GateOptionsInput;
}

/** Merges and parses the options of a gate. @throws one usage error with all problems */
export function parseGateOptions(sources: readonly Source[]): ParsedGate {
  const { options, given } = mergeOptions(gateOptionsSchema, sources);
  return { options: inMs(options, DURATIONS), given };
}

/** The options of `plimsoll run` that both sides share, as they were given. */
export function runOptionsOfGate(given: GateOptionsInput): RunOptionsInput {
  const { seed: _seed, ...shared } = given;
  return Object.fromEntries(
    Object.entries(shared).filter(([option]) => Object.hasOwn(runOptions, option) && option !== "out"),
  );
}
