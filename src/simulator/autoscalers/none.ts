import { z } from "zod";
import { defineAutoscaler } from "./autoscaler.ts";

/** No autoscaler: the fleet keeps the size that it has. */
export const none = defineAutoscaler({
  kind: "none",
  title: "the fleet keeps its size",
  options: z.strictObject({ kind: z.literal("none") }),
  describe: () => "no autoscaler",
  start: () => ({ nextMs: Number.POSITIVE_INFINITY, look: () => [] }),
});
