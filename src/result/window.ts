import { z } from "zod";
import { count } from "./count.ts";

/** The figures of one second of a run. */
export const windowSchema = z.object({
  startMs: z.number().describe("from schedule time 0; one second long"),
  phase: z.enum(["warmup", "measure", "drain"]),
  offered: count.describe("requests intended in this second"),
  ok: count.describe("requests that ended ok in this second"),
  failed: count,
  inFlight: count.describe("most requests in flight seen in this second"),
  p50Ms: z.number().nullable().describe("response time of the ok requests that ended in this second"),
  p99Ms: z.number().nullable().describe("null below 100 requests"),
  maxMs: z.number().nullable(),
});

export type { RunWindow } from "./types.ts";
