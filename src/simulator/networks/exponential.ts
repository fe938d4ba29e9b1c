import { z } from "zod";
import { formatSpan } from "../../core/format.ts";
import { exponential as draw } from "../../core/rng.ts";
import { defineNetwork, delayOption } from "./network-kind.ts";

/** A least time, and an exponential one on top: requests may overtake each other. */
export const exponential = defineNetwork({
  kind: "exponential",
  example: "exponential:1ms,least=0.2ms",
  options: z.strictObject({
    kind: z.literal("exponential"),
    meanMs: delayOption("mean time each way beyond the least"),
    leastMs: delayOption("least time each way").default(0),
  }),
  first: "meanMs",
  create: ({ meanMs, leastMs }) => ({
    words: `${formatSpan(leastMs + meanMs)} each way on average, exponential beyond ${formatSpan(leastMs)}`,
    start: (rng) => () => leastMs + meanMs * draw(rng),
  }),
});
