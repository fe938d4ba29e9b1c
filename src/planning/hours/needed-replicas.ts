import type { DemandHour } from "../demand/demand.ts";
import type { Evaluation } from "../windows/evaluation.ts";

/** The fewest replicas that a rate needs, spare ones not included. */
export interface NeededReplicas {
  readonly ratePerSec: number;
  readonly replicas: number;
  /** The simulation of so many at that rate; null where it has what a busier one needs, or where one is enough for a busier one. */
  readonly evaluation: Evaluation | null;
}

/** What an hour needs, among the rates of the day. */
export function neededIn({ busiestPerSec }: DemandHour, needed: readonly NeededReplicas[]): NeededReplicas {
  const own = needed.find(({ ratePerSec }) => ratePerSec === busiestPerSec);
  if (own === undefined) throw new RangeError(`nobody looked what ${busiestPerSec} requests per second need`);
  return own;
}
