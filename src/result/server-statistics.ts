import { z } from "zod";

const perRequestMs = z.number().nullable();

/** The server's own counts of the measured part, as `stats/server-statistics.ts` takes them from two readings. */
export const serverStatisticsSchema = z
  .object({
    requests: z.int().min(0).describe("that the server answered well in the meantime, whoever sent them"),
    failed: z.int().min(0).describe("that it refused or broke off"),
    unexplained: z
      .int()
      .describe(
        "by how much its requests are more (or, negative, fewer) than those of this run can be: requests in flight, failed ones and the moments of the readings are allowed for; 0 = they agree",
      ),
    executions: z.int().min(0).describe("runs of the model"),
    meanBatch: z.number().nullable().describe("items in a run of the model; null when it did not run"),
    queueMs: perRequestMs.describe("mean time that a request waited for its run of the model"),
    computeInputMs: perRequestMs.describe("mean time to put its inputs in place"),
    computeInferMs: perRequestMs.describe(
      "mean time that the model took; all of it for each request of a batch",
    ),
    computeOutputMs: perRequestMs.describe("mean time to take its outputs out"),
  })
  .describe("what the server counted between the beginning and the end of the measured part");

export type { ServerStatistics } from "./types.ts";
