import { z } from "zod";
import { count } from "./count.ts";
import { amount, money, perSec, share, timeMs } from "./range.ts";

const rate = perSec.nullable();
const time = timeMs.nullable();

/** A point of a sweep: one value of every axis, as text. */
export const pointSchema = z.record(z.string(), z.string());

export const measureSchema = z
  .object({
    id: z.string().describe("its folder under points/"),
    point: pointSchema,
    take: count.describe("0 for the first time that this point was measured, and so on"),
    confirms: z
      .boolean()
      .default(false)
      .describe("made after its point was picked, with a seed that no run before it had"),
    durationMs: timeMs.describe(
      "length of the measured part; a shorter one was a probe of the adaptive search",
    ),
    valid: z
      .boolean()
      .describe("its figures stand; too few requests to judge an objective leave that open, no more"),
    reasons: z.array(z.string()).describe("codes of what the run's verdict holds against it"),
    attempts: count.describe("runs that it took; those before the last were not valid"),
    requestsPerSec: rate.describe("answered ok"),
    inferencesPerSec: rate.describe("their items"),
    failedShare: share.nullable(),
    latencyMs: z
      .object({ mean: time, p50: time, p90: time, p95: time, p99: time })
      .describe(
        "response time over all scheduled requests, a failed one infinitely slow: a percentile is null where more failed than its tail holds, or too few were scheduled; mean: of the ok requests",
      ),
    scheduled: count.nullable().default(null).describe("requests of the measured part, failed ones too"),
    spoiled: z
      .array(z.string())
      .default([])
      .describe("latencies of these that lateness of the generator or its machine spoiled"),
    objectives: z.array(
      z.object({
        objective: z.string(),
        within: count
          .nullable()
          .describe(
            "scheduled requests that kept the limit; failed ones did not; null where it is not about requests",
          ),
        scheduled: count.nullable(),
        share: share
          .nullable()
          .default(null)
          .describe("of them that must keep it, 0 to 1; null where it is not about a share of requests"),
        margin: z
          .number()
          .nullable()
          .default(null)
          .describe(
            "logarithm of limit ÷ observed, above 0 on the good side; null where it is not known, or not finite",
          ),
        worth: amount
          .nullable()
          .default(null)
          .describe(
            "number of independent requests that would tell as much as those scheduled; null = not known",
          ),
        answer: z
          .enum(["holds", "misses", "not shown", "not judged"])
          .nullable()
          .default(null)
          .describe("what this one run shows of the long run; null in older results"),
        holds: z
          .boolean()
          .nullable()
          .describe(
            "whether what was observed is within the limit; null: too few requests to judge the percentile",
          ),
      }),
    ),
    costPerMillionInferences: money.nullable(),
    meanBatch: amount.nullable().describe("items in a run of the model, as the server counted"),
    queueMs: time.describe("mean wait for a run of the model, as the server counted"),
    energyPerInferenceJ: amount
      .nullable()
      .describe("of the GPUs of this machine; null where there are none, or they do not tell"),
  })
  .describe("one run at one point");

export type { Measure } from "./types.ts";
