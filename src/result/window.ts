import { z } from "zod";
import { count } from "./count.ts";
import { timeMs } from "./range.ts";

const time = timeMs.nullable();

/** The figures of one window of a run: a second, or several that were joined because the run is long. */
export const windowSchema = z.object({
  startMs: z
    .number()
    .min(-1000)
    .max(1e10)
    .describe(
      "from schedule time 0; as long as windowMs says, and shorter at the end of a phase where seconds were joined",
    ),
  phase: z.enum(["warmup", "measure", "drain"]),
  offered: count.describe("requests intended in this window"),
  ok: count.describe("requests that ended ok in this window"),
  failed: count,
  inFlight: count.describe("most requests in flight seen in this window"),
  p50Ms: time.describe(
    "response time of the ok requests that ended in this window; of the worst second where seconds were joined",
  ),
  p99Ms: time.describe("null below 100 requests"),
  maxMs: time,
});

/** The windows of a run, in the order of time. */
export const windowsSchema = z
  .array(windowSchema)
  .refine(
    (windows) =>
      windows.every(({ startMs }, at) => at === 0 || startMs > (windows[at - 1]?.startMs ?? startMs)),
    "windows must rise in time",
  );

export type { RunWindow } from "./types.ts";
