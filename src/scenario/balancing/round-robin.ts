import type { BalancingRule } from "./balancing-rule.ts";

export const roundRobin: BalancingRule = {
  kind: "round-robin",
  title: "one after another, whatever they have to do",
  start(count, first) {
    let next = first;
    return () => {
      const chosen = next;
      next = (next + 1) % count;
      return chosen;
    };
  },
};
