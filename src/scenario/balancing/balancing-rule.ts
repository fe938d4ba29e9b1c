import type { Rng } from "../../core/rng.ts";

/**
 * Which of several endpoints a request goes to. Each thread that sends has its own, and sees only what it has in flight
 * itself. Adding one = one file like this one's neighbours and a line in `index.ts`.
 */
export interface BalancingRule {
  readonly kind: string;
  readonly title: string;
  /** Prepares choosing among `count` endpoints. `first`: where to begin, because all threads begin at once. */
  start(count: number, first: number, rng: Rng): ChooseEndpoint;
}

/**
 * The endpoint of the request that is about to be sent, 0 ≤ index < count.
 *
 * @param outstanding requests in flight, by endpoint
 */
export type ChooseEndpoint = (outstanding: readonly number[]) => number;
