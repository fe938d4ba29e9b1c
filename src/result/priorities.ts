import { z } from "zod";
import { count } from "./count.ts";

const ms = z.number().nullable();

/** What became of the requests of each priority in the measured part of a simulation. */
export const prioritiesSchema = z.array(
  z.object({
    priority: z.int().min(0).describe("1 goes first; 0 where requests have none"),
    requests: count,
    ok: count.describe("requests that were answered well"),
    meanMs: ms.describe("mean response time of these, ms"),
    p50Ms: ms.describe("ms; null with too few of them"),
    p99Ms: ms.describe("ms; null with too few of them"),
  }),
);
