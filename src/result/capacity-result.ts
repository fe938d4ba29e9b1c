import { z } from "zod";
import { priceSchema, runCostSchema } from "./cost.ts";
import { count } from "./count.ts";
import { judgedObjectiveSchema } from "./judged-objective.ts";
import { originSchema } from "./origin.ts";
import { amount, perSec, share, timeMs } from "./range.ts";

export const CAPACITY_SCHEMA_VERSION = 1;

/** The load line of a set of objectives: the highest load at which they are shown to hold. */
export const loadLineSchema = z.object({
  ratePerSec: perSec.describe(
    "highest rate, below every one that misses, at which every objective was shown to hold by the lower bound of its share",
  ),
  interval: z
    .object({
      low: perSec,
      high: perSec.nullable().describe("lowest rate that was shown to miss; null where none was"),
    })
    .describe("the line lies between these rates"),
  utilisation: amount
    .nullable()
    .describe(
      "ratePerSec over the most that the server was seen to answer per second, never its busy time; null where that is not known",
    ),
  confirmed: z.boolean().describe("a run with a fresh seed showed it again"),
  monotone: z
    .boolean()
    .describe("false: a higher rate was seen to keep the objectives where a lower one misses them"),
});

export const capacityTierSchema = z.object({
  name: z.string(),
  objectives: z.array(z.string()),
  state: z
    .enum(["found", "at least", "unreachable", "not shown"])
    .describe(
      "at least: no rate was shown to miss; unreachable: the lowest rate that was tried misses; not shown: no rate was shown to hold",
    ),
  loadLine: loadLineSchema.nullable(),
});

export const unreachableSchema = z.object({
  tier: z.string(),
  objective: z.string(),
  observed: z
    .number()
    .nullable()
    .describe("the best that any probe observed of it, in its unit; null where none observed a finite one"),
  unit: z.string(),
  ratePerSec: perSec.nullable().describe("rate of the probe that observed the best"),
});

export const capacityProbeSchema = z.object({
  id: z.string().describe("its folder under points/"),
  ratePerSec: perSec.describe("mean rate that was planned"),
  take: count.describe("0: the schedule that all rates share; others: fresh seeds"),
  purpose: z.enum(["bracket", "narrow", "guard", "grid", "confirm"]),
  seed: z.number(),
  measuredMs: timeMs.describe("length of the measured part, lengthened until it decided, or to the longest"),
  spoiled: z
    .boolean()
    .describe("the machine that sends, or a target error, spoiled it: it counts for neither side"),
  overloaded: z.boolean().describe("the server could not do what was planned: every objective misses"),
  reasons: z.array(z.string()).describe("codes of what the run's verdict holds against it"),
  attempts: count.describe("runs that it took"),
  answers: z
    .array(z.enum(["holds", "misses", "not shown"]))
    .describe("of all objectives together, and then of each tier; empty where it was spoiled"),
  objectives: z.array(
    judgedObjectiveSchema.pick({
      objective: true,
      observed: true,
      unit: true,
      within: true,
      of: true,
      bounds: true,
      answer: true,
      note: true,
    }),
  ),
  requestsPerSec: perSec.nullable().describe("answered ok"),
  scheduled: count.nullable(),
  failedShare: share.nullable(),
  latencyMs: z.object({ p50: timeMs.nullable(), p95: timeMs.nullable(), p99: timeMs.nullable() }),
});

const peakSchema = z
  .object({
    concurrency: count,
    requestsPerSec: perSec.nullable().describe("answered ok in the closed loop; null where it was not valid"),
    reasons: z.array(z.string()).describe("codes of what the run's verdict holds against it"),
  })
  .describe(
    "a closed loop beside the open ones: it shows what the server can answer, and no latency that users see",
  );

const burstSchema = z
  .object({
    peakToMean: amount.describe("requests of the fullest second over the mean, as the schedule plans them"),
    ratePerSec: perSec.describe("of the fullest second, at the load line"),
    headroom: z
      .number()
      .nullable()
      .describe(
        "1 − that rate over the most that the server was seen to answer; below 0 it is more; null = not known",
      ),
  })
  .describe("the burst state of the traffic at the load line");

export const capacityResultSchema = z.object({
  schemaVersion: z.literal(CAPACITY_SCHEMA_VERSION),
  kind: z.literal("capacity"),
  plimsollVersion: z.string(),
  command: z.array(z.string()).describe("words of the command line that repeats this"),
  startedAt: z.string().describe("wall clock, ISO 8601, UTC"),
  partial: z.boolean().describe("interrupted before the search ended"),
  seed: z.number(),
  environment: z.record(z.string(), z.string()).describe("the machine that generated the load"),
  origin: originSchema.nullable().default(null),
  target: z.object({
    kind: z.string(),
    url: z.string().nullable(),
    server: z.string(),
    model: z.string().nullable(),
  }),
  traffic: z.string().describe("the load at the first rate, in words"),
  objectives: z.array(z.string()).describe("all objectives, which the load line is of together"),
  answer: z.string().describe("the answer, in a sentence"),
  loadLine: loadLineSchema
    .nullable()
    .describe("of all objectives together; null where no rate was shown to hold"),
  tiers: z.array(capacityTierSchema).describe("each --tier, or else each objective, with a line of its own"),
  unreachable: z
    .array(unreachableSchema)
    .nullable()
    .describe("objectives that miss at every load that was tried; null where there are none"),
  mostPerSec: perSec
    .nullable()
    .describe("the most that the server was seen to answer ok per second, in any run"),
  peak: peakSchema.nullable().describe("null where it was not measured"),
  burst: burstSchema.nullable(),
  cost: runCostSchema.nullable().describe("at the load line; null without one"),
  price: priceSchema,
  probes: z.array(capacityProbeSchema).describe("in the order in which they were made"),
  search: z.object({
    tolerance: share,
    mostProbes: count,
    mostErrors: share,
    longestMs: timeMs.describe("length up to which a probe goes on that decides nothing"),
    spentMs: timeMs,
    stopReason: z.string(),
  }),
});

export type { CapacityProbe, CapacityResult, CapacityTier, LoadLine } from "./types.ts";
