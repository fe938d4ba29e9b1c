import { z } from "zod";
import { OUTCOMES } from "../core/sample.ts";
import { scenarioSchema } from "../scenario/scenario.ts";
import { gpuTelemetrySchema } from "./gpu-telemetry.ts";
import { serverStatisticsSchema } from "./server-statistics.ts";

/** Bumped whenever a key that other programs read changes its name or meaning. */
export const SCHEMA_VERSION = 1;

const count = z.int().min(0);

const latencySummarySchema = z
  .object({
    p50: z.number().nullable(),
    p90: z.number().nullable(),
    p95: z.number().nullable(),
    p99: z.number().nullable(),
    p999: z.number().nullable(),
    max: z.number().nullable(),
    mean: z.number().nullable(),
    count,
    absent: z.record(z.string(), z.string()).describe("why a percentile is null, by key"),
  })
  .describe("milliseconds, over ok requests of the measured part");

const figureConfidenceSchema = z
  .object({
    interval: z
      .object({ low: z.number(), high: z.number() })
      .nullable()
      .describe("95 % interval, ms, from blocks of the run taken as repetitions"),
    varianceInflation: z
      .number()
      .nullable()
      .describe("variance of the figure over what it would be if requests were independent"),
    effectiveCount: z.number().nullable().describe("independent requests that would say as much"),
    batches: count.describe("blocks of the run it rests on"),
    absent: z.string().nullable().describe("why there is no interval"),
  })
  .describe("how sure a figure is");

const responseSummarySchema = latencySummarySchema.extend({
  confidence: z
    .record(z.string(), figureConfidenceSchema)
    .default({})
    .describe("of each percentile that is stated, and of the mean, by key"),
});

const streamedSummarySchema = latencySummarySchema.nullable().default(null);

const tokensSchema = z
  .object({
    streamed: z.boolean().describe("answers came token by token"),
    answers: count.describe("requests answered ok within the measured part; the counts below are theirs"),
    chunks: count.describe("pieces of text that came; one may hold several tokens"),
    prompt: count.nullable().describe("prompt tokens, as the server counted them"),
    output: count.nullable().describe("output tokens, as the server counted them"),
    promptPerSec: z.number().nullable(),
    outputPerSec: z.number().nullable(),
    perRequestOutputPerSec: z
      .object({ p50: z.number().nullable(), p10: z.number().nullable() })
      .describe("output tokens over service time of one request: half, and nine of ten, had at least this"),
    absent: z.record(z.string(), z.string()).describe("why a figure is null, by key"),
  })
  .describe("tokens of the answers; null where the protocol knows none");

const byOutcomeSchema = z.object(
  Object.fromEntries(OUTCOMES.map((o) => [o, count])) as Record<(typeof OUTCOMES)[number], typeof count>,
);

const endpointSchema = z.object({
  url: z.string(),
  requests: z.object({ scheduled: count, ok: count, failed: count, byOutcome: byOutcomeSchema }),
  latencyMs: z.object({ response: latencySummarySchema, service: latencySummarySchema }),
});

const delaySummarySchema = z.object({ p50: z.number(), p99: z.number(), max: z.number(), count });

const generatorSchema = z
  .object({
    machineLagMs: delaySummarySchema
      .nullable()
      .describe("lateness of a thread that only sleeps and wakes, all through the run; null = not measured"),
    stealShare: z
      .number()
      .nullable()
      .describe("share of the machine's CPU time that the hypervisor gave to others; null = unknown"),
    eventLoopDelayMs: delaySummarySchema.describe(
      "of the worst sending thread, beyond the resolution of its timer",
    ),
    gcPauses: z
      .object({ count, totalMs: z.number(), maxMs: z.number() })
      .describe("garbage collection of all sending threads"),
    busyShare: z
      .array(z.number())
      .readonly()
      .describe(
        "per sending thread, share of the run in which it worked; waiting for a due time is not work",
      ),
    availableCores: z.number().describe("cores that the client may use"),
    cpuCores: z.number().describe("CPU seconds of the client per second of the run, spinning included"),
    cpuPerRequestUs: z.number().nullable().describe("spinning included; null when nothing was sent"),
    clockStepMs: z.number().describe("how far the wall clock moved against the monotonic clock"),
    meanInFlight: z.number().describe("requests in flight, averaged over time by counting them; whole run"),
    meanInFlightByLatency: z
      .number()
      .describe("the same from latencies: sum of done − sent over the length of the run (Little's law)"),
    observedMs: z.number().describe("length of the run that the averages are over"),
  })
  .describe("how the load generator and its machine fared");

const burstMetricsSchema = z
  .object({
    arrivals: count,
    ratePerSec: z.number().nullable(),
    interArrivalCv: z.number().nullable().describe("standard deviation of the gaps over their mean"),
    lag1Autocorrelation: z.number().nullable().describe("of successive gaps; 0 for a renewal process"),
    windows: z
      .record(z.string(), z.object({ count, idc: z.number().nullable(), peakToMean: z.number().nullable() }))
      .describe("keyed by window length in seconds; count = whole windows seen; null below 30 windows"),
    timeAboveTwiceMean: z
      .number()
      .nullable()
      .default(null)
      .describe("share of the 1 s windows with more than twice the mean count; null below 30 windows"),
    apparentHurst: z
      .number()
      .nullable()
      .default(null)
      .describe("from the variance-time plot, 0.5 = no memory; a trend raises it too, hence apparent"),
    apparentHurstAbsent: z.string().nullable().default(null).describe("why apparentHurst is null"),
    gaps: z
      .array(z.object({ fromMs: z.number(), toMs: z.number(), count }))
      .describe("histogram of the gaps between arrivals, logarithmic bins"),
  })
  .describe("shape of the traffic");

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
  partial: z.boolean().describe("interrupted before the schedule ended"),
  seed: z.number(),
  scenario: scenarioSchema,
  schedule: z.object({
    sha256: z
      .string()
      .describe("of the canonical bytes: u32 seq, u64 intended ns, u32 payload, little-endian, per request"),
    requests: count.describe("of the whole plan, warm-up included"),
    warmupRequests: count,
    measureFromMs: z.number().describe("where the measured part begins"),
  }),
  target: z.object({
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
    itemsPerRequest: count,
    payload: z.string().describe("what the requests carry"),
    settings: z.record(z.string(), z.string()).describe("server settings, where this run chose them"),
  }),
  environment: z.record(z.string(), z.string()).describe("the machine that generated the load"),
  load: z.object({
    kind: z
      .enum(["open", "sessions", "closed"])
      .describe(
        "open: sent when planned; sessions: partly open, later requests of a session follow the answers; " +
          "closed: each connection sends when its answer is there, so the server sets the pace",
      ),
    driver: z.string().default("plimsoll").describe("what sent the requests, with its version"),
    concurrency: count.nullable().default(null).describe("connections of a closed loop; null in the others"),
    arrivals: z.string().describe("the process in words"),
    plannedPerSec: z.number().nullable().describe("mean rate of the process; null in a closed loop"),
    offeredPerSec: z
      .number()
      .nullable()
      .describe("scheduled requests of the measured part over its length; null in a closed loop"),
    achievedPerSec: z
      .number()
      .nullable()
      .describe("requests answered ok within the measured part, over its length"),
    inferencesPerSec: z.number().nullable().describe("items of those requests, over its length"),
    measuredMs: z.number().describe("length of the measured part; shorter than planned when partial"),
    maxInFlight: count,
    workers: count,
  }),
  requests: z.object({
    scheduled: count,
    sent: count,
    ok: count,
    failed: count,
    byOutcome: byOutcomeSchema,
    failures: z.array(
      z.object({
        outcome: z.enum(OUTCOMES),
        failure: z.string(),
        status: count,
        count,
        example: z.string().nullable(),
      }),
    ),
  }),
  endpoints: z
    .array(endpointSchema)
    .default([])
    .describe("requests of the measured part by the endpoint they were meant for; empty where there is one"),
  latencyMs: z.object({
    response: responseSummarySchema.describe("done − intended: what a user waited"),
    service: latencySummarySchema.describe("done − sent: what the server took"),
    sendLag: latencySummarySchema.describe("sent − intended: what the generator was late"),
    ttft: streamedSummarySchema.describe("first text − intended; null where answers were not streamed"),
    ttftFromSent: streamedSummarySchema.describe("first text − sent"),
    tpot: streamedSummarySchema.describe(
      "(last − first text) ÷ (output tokens − 1), per request; those with fewer than two tokens or chunks have none",
    ),
    chunkGap: streamedSummarySchema.describe("from one piece of text to the next; count = gaps"),
  }),
  histograms: z
    .object({
      response: z.string(),
      service: z.string(),
      sendLag: z.string(),
      ttft: z.string().nullable().default(null),
      ttftFromSent: z.string().nullable().default(null),
      tpot: z.string().nullable().default(null),
      chunkGap: z.string().nullable().default(null),
    })
    .describe("HdrHistogram V2, base64, values in µs"),
  tokens: tokensSchema.nullable().default(null),
  windows: z.array(
    z.object({
      startMs: z.number().describe("from schedule time 0; one second long"),
      phase: z.enum(["warmup", "measure", "drain"]),
      offered: count.describe("requests intended in this second"),
      ok: count.describe("requests that ended ok in this second"),
      failed: count,
      inFlight: count.describe("most requests in flight seen in this second"),
      p50Ms: z.number().nullable().describe("response time of the ok requests that ended in this second"),
      p99Ms: z.number().nullable().describe("null below 100 requests"),
      maxMs: z.number().nullable(),
    }),
  ),
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
    .describe("why nvidia-smi told nothing, or not to the end; null too where this machine has none"),
  slo: z.array(
    z.object({
      objective: z.string(),
      observedMs: z
        .number()
        .nullable()
        .describe("over all scheduled requests; null = not finite or too few samples"),
      holds: z.boolean(),
      note: z.string().nullable(),
    }),
  ),
  cacheCheck: z
    .object({
      samples: count.describe("pairs of requests that were both answered ok"),
      differentMs: z.number().nullable().describe("median time of requests that the server had not seen"),
      repeatedMs: z.number().nullable().describe("median time of always the same request"),
      ratio: z.number().nullable().describe("median over pairs of repeated ÷ different"),
      interval: z
        .object({ low: z.number(), high: z.number() })
        .nullable()
        .describe("95 % interval of the ratio, from order statistics"),
      suspected: z
        .boolean()
        .nullable()
        .describe("the whole interval is below 0.9: answers seem to come from a cache; null = too few pairs"),
    })
    .nullable()
    .describe("null without --cache-check"),
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
  accuracy: z
    .object({
      checked: count.describe("labelled items in ok answers of the measured part"),
      right: count.describe("items whose class is their label"),
      share: z.number().nullable().describe("right ÷ checked; null when nothing was checked"),
      interval: z
        .object({ low: z.number(), high: z.number() })
        .nullable()
        .describe(
          "95 % interval of Wilson, at the number of different items: a repeated one tells nothing new",
        ),
      differentItems: count.describe("different items among them"),
      beforeLoad: z
        .number()
        .nullable()
        .describe(
          "share of the same items that was right when each request was asked alone, before the load",
        ),
      differing: count.describe("items that were given another class then"),
    })
    .nullable()
    .default(null)
    .describe("null without --verify labels"),
  verdict: z.object({
    valid: z.boolean(),
    reasons: z.array(z.object({ code: z.string(), message: z.string(), cure: z.string() })),
    checks: z.array(
      z.object({
        code: z.string(),
        title: z.string(),
        observed: z.string(),
        limit: z.string(),
        holds: z.boolean(),
      }),
    ),
  }),
  cost: z.object({
    currency: z.string(),
    pricePerHour: z.number(),
    priceSource: z.string(),
    priceIsExample: z.boolean(),
    perMillionRequests: z.number().nullable().describe("at this load; null when nothing was ok"),
    perMillionInferences: z.number().nullable(),
    perMillionOutputTokens: z
      .number()
      .nullable()
      .default(null)
      .describe("at this load; null where output tokens are not known"),
    utilisation: z.number().nullable().describe("null: a single run does not know the capacity"),
    note: z.string(),
  }),
});

export type RunResult = z.output<typeof runResultSchema>;
export type LatencySummary = z.output<typeof latencySummarySchema>;
export type FigureConfidence = z.output<typeof figureConfidenceSchema>;
export type BurstMetrics = z.output<typeof burstMetricsSchema>;
export type RunWindow = RunResult["windows"][number];
