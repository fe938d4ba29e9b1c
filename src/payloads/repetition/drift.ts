import { z } from "zod";
import { defineRepetition } from "./repetition-rule.ts";

/** Share of the pool that is in use at any moment. */
const WINDOW_SHARE = 0.25;

/**
 * A window of w = max(1, n/4) payloads slides over a pool of n that is in order of label or of length. A request at
 * progress p picks ⌊p·(n − w) + u·w⌋: from the first quarter when measuring begins, from the last when it ends.
 */
export const drift = defineRepetition({
  kind: "drift",
  title: "what users send changes slowly: a new season, another market, another kind of document",
  options: z.strictObject({ kind: z.literal("drift") }),
  describe: (_, count) =>
    `requests pick from a quarter of the ${count} that slides from the first to the last while measuring`,
  start(_, count) {
    const width = Math.max(1, count * WINDOW_SHARE);
    return (u, _seq, progress) => Math.min(count - 1, Math.floor(progress * (count - width) + u * width));
  },
});
