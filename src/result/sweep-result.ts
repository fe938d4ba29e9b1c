import { z } from "zod";
import { priceSchema } from "./cost.ts";
import { count } from "./count.ts";
import { goalSchema } from "./goal.ts";
import { measureSchema, pointSchema } from "./measure.ts";
import { originSchema } from "./origin.ts";
import { timeMs } from "./range.ts";

/** Bumped whenever a key that other programs read changes its name or meaning. */
export const SWEEP_SCHEMA_VERSION = 1;

const figure = z.number().nullable();
const share = z.number().min(0).max(1).nullable();
const distance = z.number().min(0).nullable();
const figures = measureSchema.shape;
const interval = z.object({ low: z.number(), high: z.number() }).nullable();

/** What the takes of a point show: an objective holds, misses, or is not shown to do either. */
const pointAnswerSchema = z.enum(["holds", "misses", "not shown"]).nullable().default(null);

/** An objective at one point, over all its takes that count: the figure by which it was judged. */
const joinedObjectiveSchema = z.object({
  objective: z.string(),
  within: count
    .nullable()
    .describe("scheduled requests of all takes that kept the limit; null where it is not about requests"),
  scheduled: count.nullable().describe("requests of all takes"),
  share: figure.describe("of them that must keep it, 0 to 1; null where it is not about a share of requests"),
  holds: z
    .boolean()
    .nullable()
    .describe(
      "whether what was observed is within the limit: the requests of all takes together, else the mean of the takes; null = too few requests",
    ),
  worth: figure
    .default(null)
    .describe(
      "number of independent requests that would tell as much as those of all takes; null where it is not known",
    ),
  answer: pointAnswerSchema.describe("what the takes show of the long run"),
});

/** The figures that were measured at one point, all its valid takes together. */
export const pointSummarySchema = z.object({
  point: pointSchema,
  takes: count.describe(
    "valid runs of whole length that the figures are of: rates and costs are their medians, all else is over their requests together; 0 = probes only, or none valid",
  ),
  confirmed: count
    .default(0)
    .describe(
      "valid runs that were made after the point was picked; where there are some, all its figures are of these alone",
    ),
  state: z
    .enum(["measured", "probed", "invalid"])
    .describe(
      "probed: only shorter runs of the adaptive search; invalid: no run was valid, so there are no figures",
    ),
  reasons: z.array(z.string()).describe("codes of why no run was valid"),
  inferencesPerSec: figures.inferencesPerSec,
  requestsPerSec: figures.requestsPerSec,
  latencyMs: figures.latencyMs,
  failedShare: figures.failedShare,
  costPerMillionInferences: figures.costPerMillionInferences,
  meanBatch: figures.meanBatch,
  queueMs: figures.queueMs,
  energyPerInferenceJ: figures.energyPerInferenceJ,
  spoiled: z
    .array(z.string())
    .default([])
    .describe(
      "latencies of these that lateness of the generator or its machine spoiled in one of the runs at least",
    ),
  objectives: z
    .array(joinedObjectiveSchema)
    .default([])
    .describe("each objective, the requests of all takes together"),
  holds: z
    .boolean()
    .nullable()
    .describe(
      "whether every objective is kept as observed, over the requests of all takes together; null = not judged, or there are none",
    ),
  answer: pointAnswerSchema.describe(
    "what the takes show of the long run, by one-sided 95 % bounds; null where there are no objectives, and in older results",
  ),
});

const verdictSchema = z.object({
  level: z.number().describe("share of the reference's accuracy, 0.999 or 0.99"),
  verdict: z
    .enum(["pass", "not shown", "fail"])
    .describe("by the bound of the paired difference; the reference passes"),
});

/**
 * The accuracy of one variant of the model, compared with the reference; the comparisons are null for the reference
 * itself.
 */
export const variantAccuracySchema = z.object({
  variant: z.string().describe("value of the variant axis"),
  reference: z.boolean().describe("the variant that the others are held against"),
  labelled: z
    .boolean()
    .describe("false: weights or inputs are made up, so only numerical fidelity is measured"),
  items: count.describe("different items that were compared"),
  right: count.nullable().describe("items whose class is their label"),
  accuracy: share.describe("right ÷ items"),
  lost: count.nullable().describe("items that the reference had right and this one wrong"),
  won: count.nullable().describe("items that the reference had wrong and this one right"),
  difference: z.number().min(-1).max(1).nullable().describe("accuracy − the reference's"),
  differenceInterval: interval.describe("95 %, paired"),
  mcnemarP: share.describe("two-sided exact p of McNemar's test"),
  agreement: share.describe("share of items whose class is the reference's, whether right or not"),
  cosine: z.object({ mean: figure, min: figure }).describe("between output vectors of the two, per item"),
  maxAbsoluteError: distance,
  maxRelativeError: distance.describe("where the reference's value is above 1 % of the largest of its item"),
  klDivergence: figure.describe(
    "mean of KL(reference ‖ variant) over items, nats, of the softmax of the outputs",
  ),
  batchInvariance: distance.describe(
    "largest absolute difference between an item asked alone and asked in a batch; null: the server took none",
  ),
  deterministic: z.boolean().nullable().describe("the same request was answered alike to the bit twice"),
  verdicts: z.array(verdictSchema).describe("empty where there are no labels"),
});

/**
 * The number of requests in flight that one configuration handles well, from a closed loop: as measured, and by the
 * universal scalability law X(N) = γN / (1 + α(N−1) + βN(N−1)).
 */
export const kneeSchema = z.object({
  configuration: pointSchema,
  knee: figure.describe(
    "of the requests in flight that were measured, those with the highest throughput ÷ mean response time: beyond, latency grows by more than throughput; null where that was the highest load",
  ),
  perClient: figure.describe("γ: inferences per second of one request in flight"),
  contention: figure.describe("α"),
  coherence: figure.describe("β"),
  concurrency: figure.describe(
    "N* = √((1−α)/β): more in flight than this lowers throughput; null where throughput was not seen to fall",
  ),
  interval: interval.describe("95 % of N*"),
  peakPerSec: figure.describe("inferences per second at N*, by the law"),
  absent: z.string().nullable().describe("why there is no law"),
});

/** The effect of an axis: how the figure changes from value to value while the other axes are held. */
export const effectSchema = z.object({
  axis: z.string(),
  of: z.literal("inferencesPerSec"),
  levels: z.array(
    z.object({
      value: z.string(),
      ratio: figure.describe(
        "geometric mean over pairs of points that differ in this axis alone: to the axis's first value",
      ),
      interval: interval.describe("95 %, of Student's t over the pairs"),
      pairs: count,
    }),
  ),
});

export const sweepResultSchema = z.object({
  schemaVersion: z.literal(SWEEP_SCHEMA_VERSION),
  kind: z.literal("sweep"),
  plimsollVersion: z.string(),
  command: z.array(z.string()).describe("words of the command line that repeats this"),
  startedAt: z.string().describe("wall clock, ISO 8601, UTC"),
  partial: z.boolean().describe("interrupted before it knew its answer"),
  seed: z.number(),
  environment: z.record(z.string(), z.string()).describe("the machine that generated the load"),
  origin: originSchema.nullable().default(null),
  target: z.object({
    kind: z.string(),
    url: z.string().nullable().describe("null: the embedded server, started for each point"),
    server: z.string(),
    model: z.string().nullable(),
  }),
  axes: z.array(
    z.object({ name: z.string(), title: z.string(), role: z.string(), values: z.array(z.string()) }),
  ),
  fixed: pointSchema.describe(
    "axes on which one value was asked for: true of every point, and left out there",
  ),
  trafficNotes: z
    .array(z.string())
    .default([])
    .describe("what was changed, assumed or noticed when recorded arrivals were read, at any point"),
  goal: goalSchema,
  scenarioSlo: z
    .array(z.string())
    .default([])
    .describe(
      "objectives that only the scenarios bring: the result of each run tells whether it holds them, and they choose no point",
    ),
  price: priceSchema,
  search: z.object({
    kind: z.enum(["full", "adaptive"]),
    tolerance: z.number(),
    repeats: count,
    gridPoints: count,
    measuredPoints: count.describe("with at least one run, probes too"),
    runs: count,
    confirmations: count
      .default(0)
      .describe("of these runs, those that measured the best points again, with seeds of their own"),
    gridMs: timeMs.describe("warm-up and measured part of every point of the grid once"),
    spentMs: timeMs.describe(
      "warm-up and measured part of the runs that were made, repeated and confirming ones too",
    ),
    confirmMs: timeMs.default(0).describe("of that, for the runs that measured the best points again"),
    stopReason: z.string(),
  }),
  measures: z.array(measureSchema).describe("in the order in which they were measured"),
  points: z.array(pointSummarySchema).describe("those of the grid that were measured"),
  accuracy: z.array(variantAccuracySchema),
  accuracyAbsent: z.string().nullable().describe("why there is no accuracy"),
  pareto: z
    .array(pointSchema)
    .describe(
      "points that no other beats in latency, throughput, accuracy, cost and, where it is known, energy at once, by the runs that picked",
    ),
  best: z
    .object({
      point: pointSchema,
      score: z
        .number()
        .describe("in the goal's figure, by the runs after it was picked where there are some"),
    })
    .nullable(),
  bestAbsent: z.string().nullable().describe("why nothing is recommended"),
  knees: z.array(kneeSchema),
  effects: z.array(effectSchema),
  answer: z.string().describe("one sentence"),
});

export type { Effect, Knee, PointSummary, SweepResult, VariantAccuracy } from "./types.ts";
