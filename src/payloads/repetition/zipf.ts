import { z } from "zod";
import { defineRepetition } from "./repetition-rule.ts";

/**
 * Zipf's law over the pool: payload k (from 0) with probability (k + 1)^−s / Σ (j + 1)^−s. Exact, by inversion of
 * the cumulative sums: the smallest k whose sum exceeds u.
 */
export const zipf = defineRepetition({
  kind: "zipf",
  title: "few payloads asked for again and again, many hardly ever: popular products, trending queries",
  options: z.strictObject({
    kind: z.literal("zipf"),
    exponent: z
      .number()
      .positive()
      .max(10)
      .describe("how fast popularity falls with rank; web requests show 0.6 to 1.1"),
  }),
  describe: ({ exponent }, count) =>
    `each request picks one of ${count} by Zipf's law with exponent ${exponent}`,
  start({ exponent }, count) {
    const cumulative = new Float64Array(count);
    let sum = 0;
    for (let k = 0; k < count; k++) {
      sum += (k + 1) ** -exponent;
      cumulative[k] = sum;
    }
    return (u) => firstAbove(cumulative, u * sum);
  },
});

/** Index of the first element greater than `value`; the last one when rounding leaves none. */
function firstAbove(rising: Float64Array, value: number): number {
  let low = 0;
  let high = rising.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((rising[middle] ?? 0) > value) high = middle;
    else low = middle + 1;
  }
  return low;
}
