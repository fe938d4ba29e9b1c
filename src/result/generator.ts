import { z } from "zod";
import { count } from "./count.ts";

const delaySummarySchema = z.object({ p50: z.number(), p99: z.number(), max: z.number(), count });

/**
 * Health of the load generator and its machine while the schedule was sent: it tells a slow server from a slow client.
 * Plain data that crosses threads.
 */
export const generatorSchema = z
  .object({
    machineLagMs: delaySummarySchema
      .nullable()
      .describe("lateness of a thread that only sleeps and wakes, all through the run; null = not measured"),
    stealShare: z
      .number()
      .nullable()
      .describe("share of the machine's CPU time that the hypervisor gave to others; null = unknown"),
    eventLoopDelayMs: delaySummarySchema.describe(
      "of the worst sending thread, beyond the resolution of its timer",
    ),
    gcPauses: z
      .object({ count, totalMs: z.number(), maxMs: z.number() })
      .describe("garbage collection of all sending threads"),
    busyShare: z
      .array(z.number())
      .readonly()
      .describe(
        "per sending thread, share of the run in which it worked; waiting for a due time is not work",
      ),
    availableCores: z.number().describe("cores that the client may use"),
    cpuCores: z.number().describe("CPU seconds of the client per second of the run, spinning included"),
    cpuPerRequestUs: z.number().nullable().describe("spinning included; null when nothing was sent"),
    clockStepMs: z.number().describe("how far the wall clock moved against the monotonic clock"),
    meanInFlight: z.number().describe("requests in flight, averaged over time by counting them; whole run"),
    meanInFlightByLatency: z
      .number()
      .describe("the same from latencies: sum of done − sent over the length of the run (Little's law)"),
    observedMs: z.number().describe("length of the run that the averages are over"),
  })
  .describe("how the load generator and its machine fared");

export type { DelaySummary, GeneratorHealth } from "./types.ts";
