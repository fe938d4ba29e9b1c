import type { BalancingRule } from "./balancing-rule.ts";

/**
 * The power of two choices (Mitzenmacher, IEEE Trans. Parallel Distrib. Syst. 12(10), 2001): nearly as short queues as
 * looking at all endpoints, without the herd that runs to the same one when several balancers look.
 */
export const p2c: BalancingRule = {
  kind: "p2c",
  title: "of two different ones, drawn at random, the one with fewer requests in flight",
  start: (count, _, rng) => (outstanding) => {
    const one = Math.floor(rng() * count);
    const behind = one + 1 + Math.floor(rng() * (count - 1));
    const other = behind < count ? behind : behind - count;
    return (outstanding[other] ?? 0) < (outstanding[one] ?? 0) ? other : one;
  },
};
