import { z } from "zod";
import { defineRouter } from "./router-kind.ts";

/** The queue that all replicas serve together. */
export const central = defineRouter({
  kind: "central",
  title: "all replicas serve one queue: none is chosen before it is free",
  example: "central",
  options: z.strictObject({ kind: z.literal("central") }),
  create: () => ({ words: "central", start: null }),
});
