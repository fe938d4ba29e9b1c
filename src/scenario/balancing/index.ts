import { z } from "zod";
import { createRng } from "../../core/rng.ts";
import type { BalancingRule, ChooseEndpoint } from "./balancing-rule.ts";
import { leastOutstanding } from "./least-outstanding.ts";
import { p2c } from "./p2c.ts";
import { roundRobin } from "./round-robin.ts";

export const balancingSchema = z.enum(["round-robin", "least-outstanding", "p2c"]);

export type Balancing = z.output<typeof balancingSchema>;

/** Every way to choose an endpoint. A new one needs its file, and its line here and above. */
export const BALANCINGS: Readonly<Record<Balancing, BalancingRule>> = {
  "round-robin": roundRobin,
  "least-outstanding": leastOutstanding,
  p2c,
};

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
