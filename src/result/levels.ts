import { z } from "zod";
import { count } from "./count.ts";
import { amount, timeMs } from "./range.ts";

/** The requests of the measured part at one level of a load that grows, falls or goes in steps. */
export const levelSchema = z
  .object({
    fromMs: timeMs.describe("from the begin of the measured part"),
    toMs: timeMs,
    planned: z
      .object({ from: amount, to: amount })
      .describe(
        "load at its begin and at its end: requests per second, or requests in flight in a closed loop",
      ),
    scheduled: count.describe("requests that were due in it"),
    failed: count.describe("those of them that were not answered ok"),
    p50Ms: timeMs.nullable().describe("response time of those that were; null where they are too few"),
    p99Ms: timeMs.nullable(),
    absent: z.record(z.string(), z.string()).describe("why a percentile is null, by key"),
  })
  .describe("requests at one level of the load");

export type { LevelResult } from "./types.ts";
