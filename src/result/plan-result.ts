import { z } from "zod";
import { scenarioSchema } from "../scenario/scenario.ts";
import { count } from "./count.ts";
import { amount, money, perSec, share, timeMs } from "./range.ts";

export const PLAN_SCHEMA_VERSION = 1;

/** The kinds of numbers in a plan, from the surest on. */
export const NUMBER_KINDS = [
  "measured",
  "simulated",
  "interpolated",
  "imported",
  "listed",
  "assumed",
] as const;

export const provenanceSchema = z.object({
  kind: z
    .enum(NUMBER_KINDS)
    .describe(
      "measured: here; simulated: by the model; interpolated: between or beyond simulated loads; imported: measured by others; listed: of a price table; assumed: the user states it",
    ),
  restsOn: z.array(z.enum(NUMBER_KINDS)).describe("the kinds of the numbers that it is worked out from"),
  note: z.string().describe("what it rests on, in words"),
});

export const planMachineSchema = z.object({
  name: z.string(),
  price: z.object({
    pricePerHour: money,
    currency: z.string(),
    kind: z.enum(["on-demand", "spot", "reserved-1y", "reserved-3y", "owned"]),
    source: z.string().describe("who says so, where and when"),
    stale: z.string().nullable().describe("why its date is to be doubted; null where it is recent"),
    isStated: z.boolean().describe("true: the user stated it; false: it stands in a price table"),
  }),
  otherPrices: z
    .array(
      z.object({
        pricePerHour: money,
        kind: z.enum(["on-demand", "spot", "reserved-1y", "reserved-3y", "owned"]),
        source: z.string(),
        stale: z.string().nullable(),
      }),
    )
    .default([])
    .describe("other ways of paying for the same machine"),
  service: z.object({
    given: z.string().describe("as --machine has it"),
    words: z.string().describe("how long it computes, in words"),
    basis: z.enum(["stated", "calibrated"]),
    origin: z
      .enum(["measured", "imported", "assumed"])
      .describe("measured here, taken from a table of others, or stated by the user"),
    note: z.string().describe("what its times rest on, as a sentence"),
    scaledBy: z
      .number()
      .nullable()
      .describe("times as long as measured, as the user states; null where it is as measured"),
    sha256: z.string().nullable().describe("of the file of a calibrated model"),
  }),
  precision: z.string().nullable(),
  gpu: z.string().nullable(),
  gpuCount: count.nullable(),
  gpuMemoryGiB: amount.nullable(),
  wattsPerReplica: amount.nullable().describe("as the user states it; null where nobody does"),
});

const overSeedsSchema = z
  .object({
    mean: z.number().nullable(),
    low: z
      .number()
      .nullable()
      .describe("lower end of the 95 % interval of the mean over the seeds, by Student's t"),
    high: z.number().nullable(),
    least: z.number().nullable(),
    most: z.number().nullable(),
  })
  .describe("over the seeds; null where a seed has none, as where too many requests failed");

export const planObjectiveSchema = z.object({
  objective: z.string(),
  unit: z.string(),
  observed: overSeedsSchema,
  holds: z.boolean().describe("the worse end of the interval keeps it, and every seed has the figure"),
  seedsHold: count.describe("seeds under which it holds"),
});

export const planHourSchema = z.object({
  hour: z
    .int()
    .min(0)
    .max(167)
    .describe("of the day, or of the week where there are more than 24; 0 = midnight"),
  ratePerSec: perSec.describe("mean demand of the hour"),
  busiestPerSec: perSec.describe("demand that it is held to: the highest of the hour that is known"),
});

const fleetHourSchema = z.object({
  hour: z.int().min(0).max(167),
  busiestPerSec: perSec,
  replicas: amount.describe("that are paid for, on average"),
  p99Ms: timeMs.nullable().describe("mean over the seeds; null where it was not simulated, or has none"),
  simulatedAtPerSec: perSec
    .nullable()
    .describe(
      "rate that was simulated; null where the hour is bounded by a busier one that keeps the objectives",
    ),
  holds: z.boolean().nullable().describe("null where neither it nor a busier hour was simulated"),
});

const pieceSchema = z.object({
  machine: z.string(),
  replicas: count,
  spare: count.describe("replicas among them that are there for failures"),
  pricePerHour: money.describe("of one"),
  priceKind: z.enum(["on-demand", "spot", "reserved-1y", "reserved-3y", "owned"]),
  lengths: z
    .object({ from: amount, below: amount.nullable() })
    .nullable()
    .default(null)
    .describe("lengths of the requests that come to it; null where all do"),
  ratePerSec: perSec.describe("demand of the busiest hour that comes to it"),
});

export const planFleetSchema = z.object({
  machine: z.string().describe("type of its machines; of a mix all of them, joined by plus signs"),
  replicas: count.describe("machines at the busiest hour, spare ones included"),
  ratePerSec: perSec.describe("demand of the busiest hour, for which it is planned"),
  p99Ms: timeMs.nullable().describe("at the busiest hour, mean over the seeds"),
  costPerMillionRequests: money.nullable().describe("over the whole day"),
  costPerMonth: money,
  spotShare: share,
  provenance: z
    .record(z.string(), provenanceSchema)
    .describe("the kind of each number, by its key in this fleet; nested keys are joined by a dot"),
  keepsObjectives: z.boolean(),
  withinBudget: z.boolean().nullable().describe("null without --budget-per-month"),
  pieces: z.array(pieceSchema).describe("its machines, by type and by what is paid for them"),
  settings: z.object({
    precision: z.string().nullable(),
    maxBatch: count.nullable().describe("null where requests are computed one by one"),
    maxDelayMs: timeMs,
    preferred: z.array(count),
    instances: count,
    batching: z.string().describe("how batches are formed, in words"),
    router: z.string().describe("as --router spells it"),
    autoscaler: z.string().nullable().describe("in words; null where the number of replicas does not change"),
    fallback: z.string().nullable().default(null).describe("what takes over where spot machines are missing"),
    gateways: z.array(z.string()).default([]),
    others: z.record(z.string(), z.string()).default({}).describe("further settings, in words"),
  }),
  command: z
    .array(z.string())
    .describe("words of the plimsoll simulate that repeats its busiest hour; empty for a mix by length"),
  peak: z
    .object({
      p50Ms: overSeedsSchema,
      p95Ms: overSeedsSchema,
      p99Ms: overSeedsSchema,
      meanMs: overSeedsSchema,
      failedShare: overSeedsSchema,
      meanBatch: overSeedsSchema,
      requests: count.describe("simulated in all seeds together"),
    })
    .describe("figures of the busiest hour"),
  objectives: z.array(planObjectiveSchema).describe("at the busiest hour"),
  hours: z.array(fleetHourSchema),
  loadLine: z
    .object({
      holdsPerSec: perSec.nullable().describe("highest rate that was simulated and keeps the objectives"),
      missesPerSec: perSec.nullable().describe("lowest rate above it that was simulated and misses them"),
      headroom: z.number().nullable().describe("holdsPerSec over the demand of the busiest hour, less 1"),
    })
    .describe("highest load at which this fleet keeps the objectives, in simulation"),
  utilisation: z.object({
    effective: amount
      .nullable()
      .describe(
        "mean demand of the day over the load line, never the busy time: what is used of what is paid for",
      ),
    atPeak: amount
      .nullable()
      .describe("demand of the busiest hour over the most that the machines could compute"),
  }),
  burst: z
    .object({
      seed: z.number(),
      minute: count.describe("of the simulated part of the busiest hour, from 0"),
      ratePerSec: perSec,
      peakToMean: amount.describe("requests of its fullest second over the mean of the hour"),
      p99Ms: timeMs.nullable().describe("null where too many failed"),
      withinShare: share.describe("share of its requests that keep every objective on single requests"),
      keepsObjectives: z.boolean(),
      secondsToRecover: amount
        .nullable()
        .describe(
          "from its fullest second until a second keeps the limit again; null where none misses it, or none recovers",
        ),
      seconds: z
        .array(
          z.object({
            atMs: timeMs.describe("from the beginning of the simulated part"),
            offered: count,
            failed: count,
            p50Ms: timeMs.nullable(),
            maxMs: timeMs.nullable(),
            inFlight: count.describe("requests outstanding at its end"),
          }),
        )
        .describe("the seconds of that minute, and some before and behind it"),
    })
    .nullable()
    .describe("the worst minute of all seeds in the busiest hour; null where none was complete"),
  outOfObjective: z
    .object({
      minutesPerMonth: amount.describe("minutes whose own requests miss an objective, scaled to a month"),
      low: amount.nullable(),
      high: amount.nullable().describe("95 % interval over the seeds, by Student's t"),
      budgetMinutes: amount.describe("that --error-budget allows a month"),
      isWithin: z
        .boolean()
        .nullable()
        .describe(
          "whether the budget is shown to be kept, or shown to be exceeded; null: too few minutes were simulated to tell",
        ),
      note: z.string().describe("which hours were simulated, and how the others are bounded"),
    })
    .nullable(),
  cost: z.object({
    perHour: money.describe("on average over the day"),
    perMonth: money,
    perRequest: money.nullable(),
    perMillionRequests: money.nullable(),
    perMillionItems: money.nullable(),
    perMillionTokens: money
      .nullable()
      .describe("of the lengths of requests, where they have some; null where they have none"),
    parts: z
      .array(z.object({ name: z.string(), perMonth: money, kind: z.enum(NUMBER_KINDS), note: z.string() }))
      .describe("what the cost of a month is made of"),
  }),
  energy: z
    .object({
      kwhPerMonth: amount,
      costPerMonth: money.nullable().describe("null where no price of a kWh is stated"),
      co2KgPerMonth: amount.nullable().describe("null where no intensity is stated"),
      joulesPerRequest: amount.nullable(),
      note: z.string(),
    })
    .nullable()
    .describe("null where nobody states the watts"),
  sensitivity: z.array(
    z.object({
      what: z.enum(["price", "demand", "service time"]),
      change: z.number().describe("share by which it changes, such as 0.1"),
      replicas: count
        .nullable()
        .describe("then needed; null where none of the fleets that were tried suffices"),
      costPerMonth: money.nullable().describe("with so many"),
      p99Ms: timeMs.nullable().describe("of this fleet, unchanged, at the busiest hour"),
      holds: z.boolean().nullable().describe("whether this fleet, unchanged, then keeps the objectives"),
    }),
  ),
  oneMore: z
    .object({
      replicas: count,
      p99Ms: timeMs.nullable(),
      costPerMonth: money,
      outOfObjectiveMinutes: amount.nullable(),
    })
    .nullable()
    .describe("what one more replica buys"),
  oneFewer: z
    .object({ replicas: count, p99Ms: timeMs.nullable(), holds: z.boolean() })
    .nullable()
    .default(null)
    .describe("the same fleet with one replica less: it misses, or the search would have taken it"),
  batchWork: z
    .object({
      idleReplicaHoursPerMonth: amount.describe("replica hours in which the demand leaves machines over"),
      requestsPerMonth: amount.describe("that they could compute in full batches"),
      costPerMillionRequests: money.describe("of all requests together, if they did"),
      note: z.string(),
    })
    .nullable()
    .describe("work that could wait, such as over night; null where nothing is left over"),
  spot: z
    .object({
      preemptionsPerMonth: amount,
      fallbackShare: share.describe(
        "share of the time in which the fallback serves in place of spot machines",
      ),
      p99MsDuringFallback: timeMs.nullable(),
      source: z.string().describe("where the parameters of preemptions come from"),
      note: z.string(),
    })
    .nullable()
    .default(null)
    .describe("null without spot machines"),
  apply: z
    .array(z.object({ file: z.string(), title: z.string(), text: z.string() }))
    .default([])
    .describe("settings to apply to real servers, which read back give this fleet"),
  notes: z.array(z.string()).default([]),
});

const skippedSchema = z.object({
  machine: z.string(),
  settings: z.string().describe("in words"),
  why: z.string(),
  reason: z.enum([
    "floor latency",
    "load",
    "price",
    "most replicas",
    "outside of what was measured",
    "not simulated to the end",
  ]),
});

/** One plan: what `result.json` of `plimsoll capacity --plan` holds. */
export const planResultSchema = z.object({
  schemaVersion: z.literal(PLAN_SCHEMA_VERSION),
  kind: z.literal("plan"),
  plimsollVersion: z.string(),
  command: z.array(z.string()).describe("words of the command line that repeats this"),
  startedAt: z.string().describe("wall clock, ISO 8601, UTC"),
  partial: z.boolean().describe("interrupted before the search ended"),
  seed: z.number(),
  seeds: z.array(z.number()).describe("every fleet is simulated under these, with the same requests"),
  answer: z.string().describe("the answer, in a sentence: fleet, price, p99, how sure"),
  state: z
    .enum(["found", "over budget", "infeasible", "interrupted"])
    .describe("over budget: fleets keep the objectives, and none within --budget-per-month"),
  infeasible: z
    .object({
      objective: z.string(),
      unit: z.string(),
      best: z.number().nullable().describe("the best that any machine can reach"),
      machine: z.string().nullable(),
      why: z.string(),
    })
    .nullable()
    .describe("null where a fleet keeps the objectives"),
  demand: z.object({
    words: z.string(),
    source: z.enum(["flat", "curve", "counts", "trace"]),
    file: z.string().nullable(),
    sha256: z.string().nullable(),
    provenance: provenanceSchema,
    hours: z.array(planHourSchema).describe("24 of a day, or 168 of a week"),
    meanPerSec: perSec,
    busiestPerSec: perSec.describe("of the busiest hour"),
    busiestHour: z.int().min(0).max(167),
    growth: z.number().describe("share by which the given demand was raised"),
    requestsPerMonth: amount,
    traffic: z.string().describe("the short bursts within an hour, in words"),
    itemsPerRequest: count,
    meanLength: amount.nullable().describe("mean length of the requests; null where they have none"),
    notes: z.array(z.string()),
  }),
  /** The traffic of the busiest hour as it is simulated, at its rate: what a run against the real fleet sends. */
  scenario: scenarioSchema,
  window: z.object({
    warmupMs: timeMs,
    measureMs: timeMs.describe("simulated of each hour and seed"),
    note: z.string().describe("how a day is represented"),
  }),
  objectives: z.array(z.string()),
  errorBudget: z.object({ share, minutesPerMonth: amount }),
  budgetPerMonth: money.nullable(),
  machines: z.array(planMachineSchema),
  fleets: z.array(planFleetSchema).describe("that keep the objectives, cheapest first"),
  skipped: z.array(skippedSchema).describe("what the search did not simulate, or gave up, and why"),
  search: z.object({
    candidates: count,
    simulations: count.describe("of one fleet at one load under one seed"),
    simulatedRequests: count,
    spentMs: timeMs,
    resumed: z.boolean().default(false),
    note: z.string(),
  }),
  validation: z
    .array(z.object({ model: z.string(), words: z.string(), source: z.string() }))
    .describe("how far predictions by the models of the machines were off, as far as it was measured"),
  assumptions: z.array(z.string()).describe("what the user states and nobody measured or listed"),
  notes: z.array(z.string()),
});

export type { NumberProvenance, PlanFleet, PlanMachine, PlanResult } from "./types.ts";
