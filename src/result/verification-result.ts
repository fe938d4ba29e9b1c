import { z } from "zod";
import { count } from "./count.ts";
import { perSec, share, timeMs } from "./range.ts";
import { runTargetSchema } from "./run-result.ts";

export const VERIFICATION_SCHEMA_VERSION = 1;

const answerSchema = z
  .enum(["held", "higher", "lower", "not shown"])
  .describe(
    "held: the 95 % interval of the measurement lies within what is allowed; higher, lower: it lies outside; not shown: neither, or the run is invalid",
  );

/** A figure of a plan beside the measurement. */
export const heldFigureSchema = z.object({
  figure: z.string(),
  title: z.string(),
  unit: z.enum(["ms", "share"]),
  forecast: z.number().nullable().describe("mean over the seeds of the plan"),
  allowed: z
    .object({ low: z.number(), high: z.number() })
    .nullable()
    .describe(
      "where one run of the plan's own simulation lies in 95 of 100, widened by --within; null where the plan has no interval",
    ),
  measured: z.number().nullable(),
  interval: z
    .object({ low: z.number(), high: z.number() })
    .nullable()
    .describe("95 % interval of the measured figure; null where the run has none"),
  error: z.number().nullable().describe("forecast over measured, less 1; null where either is missing or 0"),
  answer: answerSchema,
  why: z.string().nullable().describe("why nothing is shown; null where it is"),
});

/** An objective of a plan beside the measurement. */
export const heldObjectiveSchema = z.object({
  objective: z.string(),
  unit: z.string(),
  forecast: z.number().nullable().describe("mean over the seeds of the plan"),
  observed: z.number().nullable(),
  answer: z.enum(["holds", "misses", "not shown"]).describe("of the run, by its bounds"),
});

/** One verification of a plan: what `result.json` of `plimsoll capacity --verify` holds. */
export const verificationResultSchema = z.object({
  schemaVersion: z.literal(VERIFICATION_SCHEMA_VERSION),
  kind: z.literal("verification"),
  plimsollVersion: z.string(),
  command: z.array(z.string()).describe("words of the command line that repeats this"),
  startedAt: z.string().describe("wall clock, ISO 8601, UTC"),
  partial: z.boolean().describe("interrupted before the run ended"),
  seed: z.number().describe("of the run; none of the plan's"),
  within: share.describe("how far off a forecast may be, as a share of it"),
  state: z.enum(["held", "not held", "not shown"]),
  answer: z.string().describe("the answer in a sentence"),
  plan: z.object({
    file: z.string().describe("as it was given"),
    startedAt: z.string(),
    answer: z.string(),
    fleet: count.describe("which of its fleets, from 1, the cheapest"),
    machines: z.string(),
    replicas: count,
    seeds: count,
  }),
  target: runTargetSchema,
  endpoints: count.describe("addresses that shared the load"),
  traffic: z.object({
    words: z.string(),
    ratePerSec: perSec,
    measuredMs: timeMs,
    note: z.string().describe("which part of the plan's demand was sent"),
  }),
  figures: z.array(heldFigureSchema),
  objectives: z.array(heldObjectiveSchema),
  run: z.object({
    folder: z.string().describe("in this folder: the run, with its own report"),
    valid: z.boolean(),
    reasons: z.array(z.string()).describe("why it is invalid"),
  }),
  notes: z.array(z.string()).default([]),
});

export type { VerificationResult } from "./types.ts";
