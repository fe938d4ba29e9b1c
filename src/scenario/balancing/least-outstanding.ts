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
      for (let step = 1; step < count; step++) {
        const other = (next + step) % count;
        if ((outstanding[other] ?? 0) < (outstanding[chosen] ?? 0)) chosen = other;
      }
      next = (chosen + 1) % count;
      return chosen;
    };
  },
};
