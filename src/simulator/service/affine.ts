import { z } from "zod";
import { normalSampler } from "../../core/rng.ts";
import { defineService } from "./define-service.ts";
import type { Batch } from "./service-model.ts";
import { timeMsOption } from "./time-option.ts";

/**
 * An execution takes a base time, and a time for each of its items: τ(b) = τ0 + α·b, which fits tensor servers well where the device
 * is full (Inoue, Performance Evaluation 145, 2021, analyses its queue).
 */
export const affine = defineService({
  kind: "affine",
  title: "batches, in a base time and a time for each item",
  example: "affine:2ms+0.3ms,max=32",
  options: z.strictObject({
    kind: z.literal("affine"),
    baseMs: timeMsOption("time of an execution without items"),
    perItemMs: timeMsOption("time that each item adds"),
    max: z.number().int().min(1).max(4096).default(32).describe("most items in an execution"),
    cv: z.number().min(0).max(10).default(0).describe("coefficient of variation of lognormal jitter"),
  }),
  first: "baseMs+perItemMs",
  create({ baseMs, perItemMs, max, cv }) {
    const variance = Math.log(1 + cv ** 2);
    const deviation = Math.sqrt(variance);
    const meanMs = ({ items }: Batch) => baseMs + perItemMs * items;
    return {
      words: `${baseMs} ms + ${perItemMs} ms an item in batches of up to ${max}`,
      maxBatch: max,
      meanMs,
      efficiency: ({ items }) => (items * (baseMs + perItemMs * max)) / (max * (baseMs + perItemMs * items)),
      start(rng) {
        const normal = normalSampler(rng);
        return (batch, into) => {
          const jitter = cv === 0 ? 1 : Math.exp(normal() * deviation - variance / 2);
          into.computeMs = meanMs(batch) * jitter;
        };
      },
    };
  },
});
