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
    timeAboveTwiceMeanPoisson: z
      .number()
      .nullable()
      .default(null)
      .describe("what that share is expected to be for Poisson arrivals of the same mean count"),
    apparentHurst: z
      .number()
      .nullable()
      .default(null)
      .describe(
        "from the growth of IDC − 1 over the longest two decades of windows, 0.5 = no memory; a trend raises it too, hence apparent",
      ),
    apparentHurstError: z
      .number()
      .nullable()
      .default(null)
      .describe("standard error of apparentHurst, as far as windows are independent"),
    apparentHurstAbsent: z.string().nullable().default(null).describe("why apparentHurst is null"),
    gaps: z
      .array(z.object({ fromMs: z.number(), toMs: z.number(), count }))
      .describe("histogram of the gaps between arrivals, logarithmic bins"),
  })
  .describe("shape of the traffic");

export type { BurstMetrics } from "./types.ts";
