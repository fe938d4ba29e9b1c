import type { Rng } from "../../core/rng.ts";

/**
 * A rule that chooses one of several endpoints for each request. Each thread that sends has its own, and sees only its
 * own requests in flight. To add one, write a file in this folder and add its line to `index.ts`.
 */
export interface BalancingRule {
  readonly kind: string;
  readonly title: string;
  /**
   * Prepares choosing among `count` endpoints, beginning with `first`: all threads begin at once, so each begins
   * elsewhere.
   */
  start(count: number, first: number, rng: Rng): ChooseEndpoint;
}

/**
 * The endpoint of the request that is about to be sent, 0 ≤ index < count.
 *
 * @param outstanding requests in flight, by endpoint
 */
export type ChooseEndpoint = (outstanding: readonly number[]) => number;
