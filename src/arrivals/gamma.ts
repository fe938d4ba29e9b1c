import { z } from "zod";
import { formatNumber } from "../core/format.ts";
import { defineArrivals } from "./arrival-process.ts";
import { ratePerSecOption } from "./rate.ts";
import { clumpCycle, startGammaRenewal } from "./renewal.ts";

/** Stationary gamma renewal process (`renewal.ts`). IDC(w) grows to c² for long windows (Cox & Lewis 1966, ch. 4). */
export const gamma = defineArrivals({
  kind: "gamma",
  title: "clumped arrivals of a given variability (AIPerf's and vLLM's burstiness is 1/cv²)",
  options: z.strictObject({
    kind: z.literal("gamma"),
    ratePerSec: ratePerSecOption,
    cv: z.number().min(0.05).max(50).describe("coefficient of variation of the gaps; 1 is Poisson"),
  }),
  meanRatePerSec: (o) => o.ratePerSec,
  describe: (o) => `gamma gaps, cv ${o.cv} (shape k = ${formatNumber(1 / o.cv ** 2)})`,
  theory: (o) => ({ interArrivalCv: o.cv, cycle: clumpCycle(o.cv, o.ratePerSec) }),
  start: (o, rng) => startGammaRenewal(rng, o.cv, 1000 / o.ratePerSec),
});
