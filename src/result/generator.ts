import { z } from "zod";
import { count } from "./count.ts";
import { share, timeMs } from "./range.ts";

const delaySummarySchema = z.object({ p50: z.number(), p99: z.number(), max: z.number(), count });

/**
 * Health of the load generator and its machine in the measured part: it tells a slow server from a slow client.
 * Plain data that crosses threads.
 */
export const generatorSchema = z
  .object({
    machineLagMs: delaySummarySchema
      .nullable()
      .describe("lateness of a thread that only sleeps and wakes, in the measured part; null = not measured"),
    machineWaits: z
      .array(z.object({ ms: timeMs, share }))
      .readonly()
      .nullable()
      .default(null)
      .describe(
        "share of the moments of the measured part from which that thread would have waited longer than ms, for rising ms up to the longest wait; null = not measured",
      ),
    machineStallMs: z
      .object({
        longest: z.number().describe("longest stretch"),
        total: z.number().describe("all stretches of at least 100 ms"),
      })
      .nullable()
      .default(null)
      .describe(
        "stretches of the measured part, ms, in which that thread did not wake at all; null = not measured",
      ),
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
        "per sending thread, share of the measured part in which it worked; waiting for a due time is not work",
      ),
    busiestSecondShare: z
      .number()
      .nullable()
      .default(null)
      .describe("the same of the busiest second of any sending thread; null = not measured"),
    saturatedMs: z
      .number()
      .nullable()
      .default(null)
      .describe(
        "time in seconds of which a sending thread worked more than 90 %, of the worst one; null = not measured",
      ),
    availableCores: z.number().describe("cores that the client may use"),
    cpuCores: z
      .number()
      .describe("CPU seconds of the client per second of the measured part, spinning included"),
    cpuPerRequestUs: z
      .number()
      .nullable()
      .describe("of the measured part, spinning included; null when nothing was sent in it"),
    watchedMs: z
      .number()
      .nullable()
      .default(null)
      .describe(
        "length of the measured part, which stalls, CPU, busy shares, delays and pauses are of; null in older results, where they are of the run",
      ),
    clockStepMs: z.number().describe("how far the wall clock moved against the monotonic clock"),
    meanInFlight: z.number().describe("requests in flight, averaged over time by counting them; whole run"),
    meanInFlightByLatency: z
      .number()
      .describe("the same from latencies: sum of done − sent over the length of the run (Little's law)"),
    observedMs: z.number().describe("length of the whole run, which the averages in flight are over"),
    connections: z
      .object({
        opened: count.describe("connections that were opened, before the run too"),
        closedUnannounced: count.describe(
          "connections that the server closed while they were idle, without having said so in an answer",
        ),
        unrequested: count.describe("times that the server sent bytes which no request had asked for"),
        retried: count.describe(
          "requests sent again on another connection because the server had not processed them, as far as can be told; " +
            "their times count from the first sending",
        ),
      })
      .nullable()
      .default(null)
      .describe("what became of the connections, over the whole run; null = not counted"),
  })
  .describe("how the load generator and its machine fared");

export type { DelaySummary, GeneratorHealth } from "./types.ts";
