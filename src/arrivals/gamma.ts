import { z } from "zod";
import { gamma as gammaDraw } from "../core/rng.ts";
import { defineArrivals } from "./arrival-process.ts";
import { ratePerSecOption } from "./rate.ts";

/**
 * Gamma renewal process: gaps ~ Gamma(shape k = 1/c², scale θ = c²/λ), so their mean is 1/λ and their
 * coefficient of variation c. IDC(w) grows to c² for long windows (Cox & Lewis 1966, ch. 4).
 *
 * The first gap is the residual of a length-biased gap, U·Gamma(k+1, θ): an observer who starts looking at a
 * random moment. Starting with a plain gap would begin in a clump and add (c²−1)/2 arrivals to every run.
 */
export const gamma = defineArrivals({
  kind: "gamma",
  title: "clumped arrivals of a given variability (AIPerf's and vLLM's burstiness is 1/cv²)",
  options: z.strictObject({
    kind: z.literal("gamma"),
    ratePerSec: ratePerSecOption,
    cv: z.number().min(0.05).max(50).describe("coefficient of variation of the gaps; 1 is Poisson"),
  }),
  meanRatePerSec: (o) => o.ratePerSec,
  describe: (o) => `gamma gaps, cv ${o.cv} (shape k = ${(1 / o.cv ** 2).toPrecision(3)})`,
  theory: (o) => ({ interArrivalCv: o.cv }),
  start(o, rng) {
    const shape = 1 / o.cv ** 2;
    const scaleMs = 1000 / (o.ratePerSec * shape);
    let offsetMs = 0;
    let first = true;
    return () => {
      offsetMs += first ? rng() * gammaDraw(rng, shape + 1) * scaleMs : gammaDraw(rng, shape) * scaleMs;
      first = false;
      return offsetMs;
    };
  },
});
