import { z } from "zod";
import { formatNumber } from "../core/format.ts";
import { defineArrivals, NO_MEMORY } from "./arrival-process.ts";
import { ratePerSecOption } from "./rate.ts";

/** Arrivals at equal distances: t_i = i / λ. Computed from the index, so that rounding never adds up. */
export const constant = defineArrivals({
  kind: "constant",
  title: "evenly spaced: a metronome, the kindest traffic there is",
  options: z.strictObject({ kind: z.literal("constant"), ratePerSec: ratePerSecOption }),
  meanRatePerSec: (o) => o.ratePerSec,
  describe: (o) => `one request every ${formatNumber(1000 / o.ratePerSec)} ms`,
  theory: () => ({ interArrivalCv: 0, cycle: NO_MEMORY }),
  start(o) {
    let index = 0;
    return () => (index++ * 1000) / o.ratePerSec;
  },
});
