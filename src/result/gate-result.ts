import { z } from "zod";
import { count } from "./count.ts";
import { originSchema } from "./origin.ts";
import { perSec, share, timeMs } from "./range.ts";
import { runTargetSchema } from "./run-result.ts";

/** Bumped whenever a key that other programs read changes its name or meaning. */
export const GATE_SCHEMA_VERSION = 1;

const value = z.number().nullable();
const probability = z.number().min(0).max(1);

/** The answer of a gate, about one metric or about all. */
export const gateAnswerSchema = z.enum(["pass", "fail", "inconclusive", "error"]);

/** One side of a gate. */
export const gateSideSchema = z.object({
  by: z
    .enum(["url", "command", "options", "results"])
    .describe(
      "a server that was there already, one that a command starts, options of plimsoll run, or results that were stored before",
    ),
  given: z.string().describe("the URL, the command or the options, as they were given, without secrets"),
  target: runTargetSchema
    .nullable()
    .describe("the server and its requests as its first run describes them; null where there was no run"),
});

/** What the search of one side of a pair found of one load line. */
export const gateLineSchema = z.object({
  state: z
    .enum(["found", "at least", "unreachable", "not shown"])
    .describe("as of a tier of plimsoll capacity: only a line that was found has both rates"),
  low: perSec.nullable().describe("highest rate that was shown to hold; null where none was"),
  next: perSec
    .nullable()
    .describe("lowest rate above that which was tried and not shown to hold; null where none was"),
  high: perSec.nullable().describe("lowest rate that was shown to miss; null where none was"),
});

/** The search for the load lines of one side of a pair. */
export const gateSearchSchema = z.object({
  probes: count.describe("probes that were made"),
  spoiled: count.describe("those that the machine spoiled, or that could not be made"),
  firstPerSec: perSec.describe("rate of the first probe, which both sides of a pair share"),
  spentMs: timeMs.describe("time that its runs took with their warm-up"),
  lines: z.record(z.string(), gateLineSchema).describe("by metric"),
});

/** The run of one side of a pair. */
export const gateRunSchema = z.object({
  folder: z
    .string()
    .describe(
      "where the run is, within the gate's folder; of a search the run at its line, or else its last",
    ),
  attempts: count.describe("runs that were made; the last one counts"),
  valid: z.boolean(),
  reasons: z.array(z.string()).describe("codes of why it is not valid"),
  figures: z.record(z.string(), value).describe("value of each metric; null where the run has none"),
  controlMs: value
    .default(null)
    .describe(
      "mean round trip to a reference server on this machine just before the run; null where it was not measured",
    ),
  search: gateSearchSchema
    .nullable()
    .default(null)
    .describe("the search for the load lines of this side; null where figures of single runs are compared"),
});

/** Two runs with the same requests, one after the other. */
export const gatePairSchema = z.object({
  pair: count.describe("number, from 1"),
  stage: z.enum(["gate", "confirmation"]),
  seed: z.number().describe("of the requests of both runs"),
  first: z.enum(["baseline", "candidate"]).describe("the side that was measured first"),
  missing: z
    .string()
    .nullable()
    .describe("why the pair counts as missing, and so against every claim; null where it counts"),
  baseline: gateRunSchema,
  candidate: gateRunSchema,
  worsening: z
    .record(z.string(), value)
    .describe("by metric: how much worse the candidate is; null where the pair does not say"),
});

/** One metric of a gate, judged. Worsenings are shares of the baseline's value, or differences of shares, by `compared`. */
export const gateMetricSchema = z.object({
  figure: z.string().describe("name of the figure, for programs"),
  title: z.string(),
  unit: z.string(),
  better: z.enum(["lower", "higher"]),
  compared: z
    .enum(["ratio", "difference"])
    .describe("ratio: worsenings are shares of the baseline's value; difference: differences of two shares"),
  tolerance: z.number().min(0).describe("the largest worsening that is tolerated"),
  limit: value
    .default(null)
    .describe(
      "what the candidate is held against instead of the baseline, in the figure's unit; worsenings are then how far it is beyond; null where it is the baseline",
    ),
  answer: gateAnswerSchema,
  sentence: z.string().describe("what was found, in words"),
  note: z
    .string()
    .nullable()
    .describe(
      "why there are no data, or what would decide an open metric; null where there is nothing to say",
    ),
  baseline: value.describe("median of the baseline's runs in pairs that count"),
  candidate: value.describe("median of the candidate's runs in pairs that count"),
  worsening: value.describe("Hodges–Lehmann estimate over pairs: above 0 where the candidate is worse"),
  low: value.describe("lower bound of the worsening; null where the pairs give none"),
  high: value.describe("upper bound of the worsening; null where the pairs give none"),
  lowError: probability.describe("chance at most that the lower bound is too high, after Holm's division"),
  highError: probability.describe("chance at most that the upper bound is too low"),
  p: probability.describe(
    "of the exact signed-rank test that the candidate is not worse; missing pairs against it",
  ),
  pairs: count.describe("pairs that have the figure"),
  missing: count.describe("pairs that do not"),
  ofMachine: z
    .boolean()
    .default(false)
    .describe(
      "it is open because the control series differs between the sides as it does, so that the machine may be the reason",
    ),
  noise: value.describe("standard deviation of the pairs' differences; null for fewer than two"),
  detectable: value.describe("the worsening that so many pairs with this noise find in four of five gates"),
  decidingPairs: count
    .nullable()
    .describe(
      "about how many pairs would decide what is open, if estimate and noise stay; null where it is decided, or more than 200 would",
    ),
});

/** A second judgement of the metrics that failed, by fresh pairs. */
export const gateConfirmationSchema = z.object({
  pairs: count,
  metrics: z.array(gateMetricSchema),
});

/** The rule by which a gate was judged, all of it planned before the first pair. */
export const gateRuleSchema = z.object({
  alpha: probability.describe("chance at most of a false alarm, over all metrics and looks"),
  looks: z.array(count).describe("numbers of pairs after which the gate was to be judged"),
  errorOfLook: probability.describe("part of alpha that each look has"),
  confirm: z.boolean().describe("a failure counts once fresh pairs fail again"),
});

/** How the load lines of a gate are searched, on both sides of each pair alike. */
export const gateSearchesSchema = z.object({
  tiers: z
    .array(z.object({ metric: z.string(), objectives: z.array(z.string()) }))
    .describe("the objectives of each metric's load line"),
  tolerance: share.describe(
    "a search ends when the rate that holds and the next one that was not shown to are no further apart: half of the smallest worsening that is tolerated",
  ),
  mostProbes: count,
  shortestMs: timeMs.describe("measured part of a probe at the first rate"),
  longestMs: timeMs.describe("length up to which a probe goes on that decides nothing"),
  firstPerSec: perSec.describe("rate of the first probe of the first pair"),
});

/** The control series of a gate: a reference server on the machine of the load generator, asked just before each run. */
export const gateControlSchema = z.object({
  noise: value.describe(
    "standard deviation of the logarithm of the ratio of two round trips that followed each other before the gate: how much two identical runs differ on this machine",
  ),
  beforeMs: z.array(z.number()).describe("mean round trips before the gate, from which the noise is"),
  slower: value.describe(
    "Hodges–Lehmann estimate over pairs: how much slower the reference server was beside the candidate, as a share; null where no pair tells",
  ),
  low: value.describe("lower bound of that; null where the pairs give none"),
  high: value.describe("upper bound of that; null where the pairs give none"),
  error: probability.describe("chance at most of each bound to be wrong"),
});

/** One gate: what `result.json` of `plimsoll gate` holds. */
export const gateResultSchema = z.object({
  schemaVersion: z.literal(GATE_SCHEMA_VERSION),
  kind: z.literal("gate"),
  plimsollVersion: z.string(),
  command: z
    .array(z.string())
    .describe("words of the command line that repeats this; header values left out"),
  startedAt: z.string().describe("wall clock, ISO 8601, UTC"),
  partial: z.boolean().describe("interrupted before it came to its end"),
  seed: z.number(),
  environment: z.record(z.string(), z.string()).describe("the machine that generated the load"),
  origin: originSchema.nullable().default(null),
  verdict: z.object({ answer: gateAnswerSchema, sentence: z.string() }),
  baseline: gateSideSchema,
  candidate: gateSideSchema,
  sameSides: z
    .boolean()
    .describe("both sides were given alike, so that the gate tells of itself and its machine"),
  differences: z
    .array(z.object({ what: z.string(), baseline: z.string(), candidate: z.string() }))
    .describe("what the servers say, or were sent, or their machine was, that is not the same on both sides"),
  caveats: z
    .array(z.string())
    .default([])
    .describe(
      "what this gate cannot know, a sentence each: runs that were stored before met another machine",
    ),
  load: z.object({
    kind: z.enum(["open", "sessions", "closed"]),
    arrivals: z.string().describe("the traffic in words; empty where no run was made"),
    plannedPerSec: value.describe("mean rate; null in a closed loop"),
    capacityPerSec: value.describe(
      "what the baseline answered to 16 requests in flight, of which the rate is a share; null where the rate was given",
    ),
    warmupMs: timeMs,
    measureMs: timeMs,
  }),
  search: gateSearchesSchema
    .nullable()
    .default(null)
    .describe("null where figures of single runs are compared"),
  rule: gateRuleSchema,
  metrics: z.array(gateMetricSchema),
  control: gateControlSchema
    .nullable()
    .default(null)
    .describe("how the machine fared; null in results of older versions"),
  confirmation: gateConfirmationSchema
    .nullable()
    .describe("null where nothing failed, or a failure needs no confirmation"),
  pairs: z.array(gatePairSchema),
});

export type { GateMetricResult, GatePairResult, GateResult, GateSide } from "./types.ts";
