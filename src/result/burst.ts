import { z } from "zod";
import { count } from "./count.ts";

/** The shape of a stream of arrivals, as `stats/burst.ts` computes it. */
export const burstMetricsSchema = z
  .object({
    arrivals: count,
    ratePerSec: z.number().nullable(),
    interArrivalCv: z.number().nullable().describe("standard deviation of the gaps over their mean"),
    lag1Autocorrelation: z.number().nullable().describe("of successive gaps; 0 for a renewal process"),
    windows: z
      .record(z.string(), z.object({ count, idc: z.number().nullable(), peakToMean: z.number().nullable() }))
      .describe("keyed by window length in seconds; count = whole windows seen; null below 30 windows"),
    timeAboveTwiceMean: z
      .number()
      .nullable()
      .default(null)
      .describe("share of the 1 s windows with more than twice the mean count; null below 30 windows"),
    apparentHurst: z
      .number()
      .nullable()
      .default(null)
      .describe("from the variance-time plot, 0.5 = no memory; a trend raises it too, hence apparent"),
    apparentHurstAbsent: z.string().nullable().default(null).describe("why apparentHurst is null"),
    gaps: z
      .array(z.object({ fromMs: z.number(), toMs: z.number(), count }))
      .describe("histogram of the gaps between arrivals, logarithmic bins"),
  })
  .describe("shape of the traffic");

export type { BurstMetrics } from "./types.ts";
