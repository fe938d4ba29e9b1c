import { z } from "zod";
import { createRng } from "../../core/rng.ts";
import type { BalancingRule, ChooseEndpoint } from "./balancing-rule.ts";
import { leastOutstanding } from "./least-outstanding.ts";
import { p2c } from "./p2c.ts";
import { roundRobin } from "./round-robin.ts";

/** Every way to choose an endpoint. A new one needs its file and its line here. */
export const BALANCINGS = {
  "round-robin": roundRobin,
  "least-outstanding": leastOutstanding,
  p2c,
} as const satisfies Record<string, BalancingRule>;

export type Balancing = keyof typeof BALANCINGS;

export const balancingSchema = z.enum(Object.keys(BALANCINGS) as [Balancing, ...Balancing[]]);

export const DEFAULT_BALANCING: Balancing = "round-robin";

/** Starts choosing for one of the threads that send. */
export function startBalancing(
  balancing: Balancing,
  count: number,
  thread: number,
  seed: number,
): ChooseEndpoint {
  const rng = createRng(seed, `endpoints of thread ${thread}`);
  return BALANCINGS[balancing].start(count, thread % count, rng);
}
