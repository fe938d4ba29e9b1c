import { z } from "zod";
import { normalSampler } from "../../core/rng.ts";
import { defineService } from "./define-service.ts";
import { oneByOne } from "./one-by-one.ts";
import { timeMsOption } from "./time-option.ts";

/** Executions take lognormal times: σ² = ln(1 + cv²), μ = ln(mean) − σ²/2. */
export const lognormal = defineService({
  kind: "lognormal",
  title: "every request alone, in lognormal times",
  example: "lognormal:mean=10ms,cv=0.5",
  options: z.strictObject({
    kind: z.literal("lognormal"),
    meanMs: timeMsOption("mean time of an execution"),
    cv: z.number().min(0).max(10).describe("coefficient of variation of the times"),
  }),
  first: "meanMs",
  create({ meanMs, cv }) {
    const variance = Math.log(1 + cv ** 2);
    const deviation = Math.sqrt(variance);
    return oneByOne(`lognormal times of ${meanMs} ms on average, cv ${cv}`, meanMs, (rng) => {
      const normal = normalSampler(rng);
      return () => meanMs * Math.exp(normal() * deviation - variance / 2);
    });
  },
});
