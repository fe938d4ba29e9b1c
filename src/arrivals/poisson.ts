import { z } from "zod";
import { formatNumber } from "../core/format.ts";
import { exponential } from "../core/rng.ts";
import { defineArrivals, NO_MEMORY } from "./arrival-process.ts";
import { ratePerSecOption } from "./rate.ts";

/** Exponential gaps with mean 1/λ; CV 1 and IDC 1 at every window: many independent users, no bursts. */
export const poisson = defineArrivals({
  kind: "poisson",
  title: "many independent users: random, without bursts",
  options: z.strictObject({ kind: z.literal("poisson"), ratePerSec: ratePerSecOption }),
  meanRatePerSec: (o) => o.ratePerSec,
  describe: (o) => `exponential gaps, mean ${formatNumber(1000 / o.ratePerSec)} ms`,
  theory: () => ({ interArrivalCv: 1, idc: () => 1, cycle: NO_MEMORY }),
  start(o, rng) {
    const meanGapMs = 1000 / o.ratePerSec;
    let offsetMs = 0;
    return () => {
      offsetMs += exponential(rng) * meanGapMs;
      return offsetMs;
    };
  },
});
