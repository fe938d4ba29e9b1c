import type { BalancingRule } from "../../scenario/balancing/balancing-rule.ts";

/** Draws a replica for each request, whatever it has to do. */
export const random: BalancingRule = {
  kind: "random",
  title: "one drawn at random",
  start: (count, _, rng) => () => Math.floor(rng() * count),
};
