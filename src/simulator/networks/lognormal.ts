import { z } from "zod";
import { formatSpan } from "../../core/format.ts";
import { normalSampler } from "../../core/rng.ts";
import { defineNetwork, delayOption } from "./network-kind.ts";

/** Times are lognormal: σ² = ln(1 + cv²), μ = ln(mean) − σ²/2. Requests may overtake each other. */
export const lognormal = defineNetwork({
  kind: "lognormal",
  example: "lognormal:mean=1ms,cv=0.5",
  options: z.strictObject({
    kind: z.literal("lognormal"),
    meanMs: delayOption("mean time each way"),
    cv: z.number().min(0).max(10).describe("coefficient of variation of the times"),
  }),
  first: "meanMs",
  create({ meanMs, cv }) {
    const variance = Math.log(1 + cv ** 2);
    return {
      words: `${formatSpan(meanMs)} each way on average, lognormal, cv ${cv}`,
      start(rng) {
        const normal = normalSampler(rng);
        return () => meanMs * Math.exp(normal() * Math.sqrt(variance) - variance / 2);
      },
    };
  },
});
