import { z } from "zod";
import { count } from "./count.ts";

/** The tokens that language models wrote, and how fast. */
export const tokensSchema = z
  .object({
    streamed: z.boolean().describe("answers came token by token"),
    answers: count.describe(
      "requests of the measured part that were answered ok; the counts below are theirs",
    ),
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
