import type { BalancingRule } from "./balancing-rule.ts";

/**
 * Join the shortest queue. Endpoints with equal queues take turns: otherwise the first of them would get all of a light
 * load.
 */
export const leastOutstanding: BalancingRule = {
  kind: "least-outstanding",
  title: "the one with the fewest requests in flight; equals take turns",
  start(count, first) {
    let next = first;
    return (outstanding) => {
      let chosen = next;
      let fewest = outstanding[chosen] ?? 0;
      // Nothing has fewer than none, so the search may end there.
      for (let other = next + 1, seen = 1; seen < count && fewest > 0; other++, seen++) {
        if (other >= count) other = 0;
        const own = outstanding[other] ?? 0;
        if (own >= fewest) continue;
        chosen = other;
        fewest = own;
      }
      next = chosen + 1 < count ? chosen + 1 : 0;
      return chosen;
    };
  },
};
