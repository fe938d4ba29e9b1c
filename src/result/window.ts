import { z } from "zod";
import { count } from "./count.ts";

/** The figures of one window of a run: a second, or several that were joined because the run is long. */
export const windowSchema = z.object({
  startMs: z
    .number()
    .describe(
      "from schedule time 0; as long as windowMs says, and shorter at the end of a phase where seconds were joined",
    ),
  phase: z.enum(["warmup", "measure", "drain"]),
  offered: count.describe("requests intended in this window"),
  ok: count.describe("requests that ended ok in this window"),
  failed: count,
  inFlight: count.describe("most requests in flight seen in this window"),
  p50Ms: z
    .number()
    .nullable()
    .describe(
      "response time of the ok requests that ended in this window; of the worst second where seconds were joined",
    ),
  p99Ms: z.number().nullable().describe("null below 100 requests"),
  maxMs: z.number().nullable(),
});

export type { RunWindow } from "./types.ts";
