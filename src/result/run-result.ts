import { z } from "zod";
import { scenarioSchema } from "../scenario/scenario.ts";
import { burstMetricsSchema } from "./burst.ts";
import { accuracySchema, cacheCheckSchema } from "./checked-answers.ts";
import { runCostSchema } from "./cost.ts";
import { count } from "./count.ts";
import { generatorSchema } from "./generator.ts";
import { gpuTelemetrySchema } from "./gpu.ts";
import { judgedObjectiveSchema } from "./judged-objective.ts";
import { histogramsSchema, latenciesSchema } from "./latency.ts";
import { levelSchema } from "./levels.ts";
import { originSchema } from "./origin.ts";
import { amount, perSec, timeMs } from "./range.ts";
import { endpointSchema, requestsSchema } from "./requests.ts";
import { serverStatisticsSchema } from "./server-statistics.ts";
import { simulationSchema } from "./simulation.ts";
import { tokensSchema } from "./tokens.ts";
import { verdictSchema } from "./verdict.ts";
import { windowsSchema } from "./window.ts";

/** Bumped whenever a key that other programs read changes its name or meaning. */
export const SCHEMA_VERSION = 1;

/** The server under test, and what its requests carried. */
export const runTargetSchema = z.object({
  kind: z.string(),
  found: z
    .string()
    .nullable()
    .default(null)
    .describe("what showed that the server speaks this protocol; null where --target said it"),
  url: z.string().describe("several endpoints are separated by a comma and a space"),
  embedded: z.boolean().describe("the server was started by this run, on this machine"),
  server: z.string().describe("what the server said it is"),
  model: z.string().nullable(),
  precision: z.string().nullable(),
  modelSha256: z.string().nullable(),
  weights: z.enum(["trained", "synthetic", "unknown"]),
  itemsPerRequest: count
    .nullable()
    .describe("items in a request; null where the user gave the bodies, and not how many items they hold"),
  requestBytes: amount
    .nullable()
    .default(null)
    .describe("mean bytes of the bodies of its different requests; null = nothing travels, or not known"),
  payload: z.string().describe("what the requests carry"),
  settings: z.record(z.string(), z.string()).describe("server settings, where this run chose them"),
});

const rate = perSec.nullable();

/** The load that the server was asked to carry, and how much of it was answered. */
export const runLoadSchema = z.object({
  kind: z
    .enum(["open", "sessions", "closed"])
    .describe(
      "open: sent when planned; sessions: partly open, later requests of a session follow the answers; " +
        "closed: each connection sends when its answer is there, so the server sets the pace",
    ),
  driver: z.string().default("plimsoll").describe("what sent the requests, with its version"),
  concurrency: count.nullable().default(null).describe("connections of a closed loop; null in the others"),
  arrivals: z.string().describe("the process in words"),
  notes: z
    .array(z.string())
    .default([])
    .describe(
      "what was changed, assumed or noticed when recorded arrivals were read, such as times that a coarse clock cut",
    ),
  plannedPerSec: rate.describe("mean rate of the process; null in a closed loop"),
  offeredPerSec: rate.describe(
    "scheduled requests of the measured part over its length; null in a closed loop",
  ),
  achievedPerSec: rate.describe(
    "requests due in the measured part that were answered ok, over its length; docs/metrics.md has the edges",
  ),
  inferencesPerSec: rate.describe(
    "items of those requests, over its length; null where it is not known how many they hold",
  ),
  measuredMs: timeMs.describe("length of the measured part; shorter than planned when partial"),
  maxInFlight: count,
  workers: count,
});

/** How a run went on until its objectives were decided. */
export const untilShownSchema = z.object({
  longestMs: z.number().describe("length that the measured part may have had at most"),
  looksMs: z
    .array(z.number())
    .describe("lengths of it at which the objectives were looked at, as far as it came"),
  errorOfLook: z
    .number()
    .describe("chance that a bound is wrong at one look; over all planned looks at most one of twenty"),
});

/** The schedule that was sent, as far as it can be compared with another run's. */
export const runScheduleSchema = z.object({
  sha256: z
    .string()
    .describe("of the canonical bytes: u32 seq, u64 intended ns, u32 payload, little-endian, per request"),
  requests: count.describe("of the whole plan, warm-up included"),
  warmupRequests: count,
  measureFromMs: timeMs.describe("where the measured part begins"),
});

/** One run, measured or simulated: what `result.json` of `plimsoll run` holds. */
export const runResultSchema = z.object({
  schemaVersion: z.literal(SCHEMA_VERSION),
  kind: z.literal("run"),
  source: z.enum(["measured", "simulated"]),
  plimsollVersion: z.string(),
  command: z
    .array(z.string())
    .describe("words of the command line that repeats this; header values left out"),
  startedAt: z.string().describe("wall clock, ISO 8601, UTC"),
  startedMonotonicNs: z
    .string()
    .describe("CLOCK_MONOTONIC at schedule time 0, for joining with stamps of other processes on this host"),
  simulation: simulationSchema.nullable().default(null).describe("null where a server was measured"),
  partial: z.boolean().describe("ended before the schedule did: interrupted, or broken off by a fault"),
  seed: z.number(),
  scenario: scenarioSchema,
  schedule: runScheduleSchema,
  target: runTargetSchema,
  environment: z.record(z.string(), z.string()).describe("the machine that generated the load"),
  origin: originSchema.nullable().default(null),
  load: runLoadSchema,
  requests: requestsSchema,
  endpoints: z
    .array(endpointSchema)
    .default([])
    .describe("requests of the measured part by the endpoint they were meant for; empty where there is one"),
  latencyMs: latenciesSchema,
  levels: z
    .array(levelSchema)
    .default([])
    .describe(
      "requests by the level of a load that changes in steps or along straight lines; empty where it does not",
    ),
  histograms: histogramsSchema,
  tokens: tokensSchema.nullable().default(null),
  windowMs: z
    .number()
    .min(1)
    .default(1000)
    .describe("length of each window; longer than a second in runs of more than a day"),
  windows: windowsSchema,
  burst: z.object({ planned: burstMetricsSchema, sent: burstMetricsSchema }),
  generator: generatorSchema
    .nullable()
    .default(null)
    .describe("null where it was not observed: simulated runs, other drivers, older results"),
  telemetry: z
    .array(gpuTelemetrySchema)
    .describe("devices watched during the run: NVIDIA GPUs, where the server is on this machine"),
  telemetryAbsent: z
    .string()
    .nullable()
    .default(null)
    .describe(
      "why there are no readings of nvidia-smi, or none up to the end of the run; null too where this machine has no nvidia-smi",
    ),
  untilShown: untilShownSchema.nullable().default(null).describe("null without --until-shown"),
  slo: z.array(judgedObjectiveSchema),
  cacheCheck: cacheCheckSchema.nullable().describe("null without --cache-check"),
  serverStatistics: serverStatisticsSchema.nullable().default(null),
  serverStatisticsAbsent: z
    .string()
    .nullable()
    .default(null)
    .describe("why serverStatistics is null; null too where the protocol has none"),
  verify: z
    .enum(["labels", "reference"])
    .nullable()
    .default(null)
    .describe("what the values of answers were held against; null = their form was enough"),
  accuracy: accuracySchema.nullable().default(null).describe("null without --verify labels"),
  verdict: verdictSchema,
  cost: runCostSchema,
});

export type { RunResult } from "./types.ts";
