import { z } from "zod";

/** What makes one configuration better than another, with the words that a sentence needs. */
export const WISHES = {
  cheapest: { title: "cheapest", figure: "cost per million inferences" },
  throughput: { title: "highest throughput", figure: "inferences per second" },
  latency: { title: "lowest latency", figure: "p95 of the response time" },
} as const;

export type Wish = keyof typeof WISHES;

export const goalSchema = z
  .object({
    wish: z.enum(Object.keys(WISHES) as [Wish, ...Wish[]]),
    slo: z.array(z.string()).describe("objectives that a point must hold to be recommended"),
    accuracy: z
      .number()
      .nullable()
      .describe(
        "share of the reference's accuracy that a variant must be shown to hold, such as 0.99; null = any will do",
      ),
  })
  .describe("what the sweep looks for");

export type { Goal } from "./types.ts";
