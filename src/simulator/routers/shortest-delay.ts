import { z } from "zod";
import { defineRouter } from "./router-kind.ts";

/**
 * The scheduler `sed` of IPVS (Linux net/netfilter/ipvs/ip_vs_sed.c, ipvsadm(8)): with C requests outstanding and weight U, the expected delay of one more
 * is (C + 1) / U. Equals take turns. Where all weights are alike it chooses as least-outstanding does.
 */
export const shortestDelay = defineRouter({
  kind: "shortest-delay",
  title: "the one where (requests in flight + 1) over its weight is least; equals take turns",
  example: "shortest-delay",
  options: z.strictObject({ kind: z.literal("shortest-delay") }),
  create: () => ({
    words: "shortest-delay",
    start: () => (replicas) => {
      const weights = replicas.map(({ weight }) => weight);
      const count = weights.length;
      let next = 0;
      return (outstanding) => {
        let chosen = next;
        let shortest = Number.POSITIVE_INFINITY;
        for (let seen = 0, slot = next; seen < count; seen++, slot = slot + 1 < count ? slot + 1 : 0) {
          const delay = ((outstanding[slot] ?? 0) + 1) / (weights[slot] ?? 1);
          if (delay >= shortest) continue;
          chosen = slot;
          shortest = delay;
        }
        next = chosen + 1 < count ? chosen + 1 : 0;
        return chosen;
      };
    },
  }),
});
