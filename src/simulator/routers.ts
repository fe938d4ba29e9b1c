import type { Rng } from "../core/rng.ts";
import type { BalancingRule, ChooseEndpoint } from "../scenario/balancing/balancing-rule.ts";
import { BALANCINGS } from "../scenario/balancing/index.ts";

/** Draws a replica for each request, whatever it has to do. */
const random: BalancingRule = {
  kind: "random",
  title: "one drawn at random",
  start: (count, _, rng) => () => Math.floor(rng() * count),
};

/** Every way to choose the replica of a request: those of real load, and those that only a simulation has. */
export const ROUTERS = { ...BALANCINGS, random } as const satisfies Record<string, BalancingRule>;

/** The queue that all replicas serve together: no replica is chosen before one is free. */
export const CENTRAL = "central";

export type RouterKind = keyof typeof ROUTERS | typeof CENTRAL;

/** Starts choosing among so many replicas. */
export function startRouting(kind: keyof typeof ROUTERS, count: number, rng: Rng): ChooseEndpoint {
  return ROUTERS[kind].start(count, 0, rng);
}
