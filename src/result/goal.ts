import { z } from "zod";
import type { Figure } from "./figure.ts";
import { RUN_FIGURES } from "./figures.ts";
import { latencyFigure } from "./latency-figures.ts";

/** The aims by which one configuration is better than another, with the words that a sentence needs. */
export const WISHES = {
  cheapest: { title: "cheapest", figure: RUN_FIGURES.inferenceCost },
  throughput: { title: "highest throughput", figure: RUN_FIGURES.inferences },
  latency: { title: "lowest latency", figure: latencyFigure("response", "p95") },
} as const satisfies Record<string, { readonly title: string; readonly figure: Figure }>;

/** The aim of a sweep: the lowest cost, the highest throughput or the lowest latency. */
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
