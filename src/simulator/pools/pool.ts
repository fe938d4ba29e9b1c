import type { Rng } from "../../core/rng.ts";
import type { Attempt } from "../attempt.ts";
import type { NetworkModel } from "../network.ts";
import type { Replica } from "../replica.ts";
import type { Choose, Router } from "../routers/router-kind.ts";

/** The first replicas of a fleet, kept apart from the others: canaries, or those at the edge. */
export interface Pool {
  /** The pool in words, as a report prints it. */
  readonly words: string;
  /** How many replicas it has: those in the first places. */
  readonly replicas: number;
  /** How fast they are; 1 = as the others. */
  readonly speed: number;
  /** The way to them; null = that of the others. */
  readonly network: NetworkModel | null;
  /** Starts telling whether an attempt is for the pool. */
  start(rng: Rng): (attempt: Attempt) => boolean;
}

/** A router for the pool, and one for the others. Where none of the one serves, all goes to the other. */
export function inPools(router: Router, pool: Pool): Router {
  const { start } = router;
  if (start === null) throw new RangeError("one queue for all replicas knows no pools");
  return {
    words: router.words,
    start(context) {
      const isForPool = pool.start(context.rng);
      const routes = [start(context), start(context)] as const;
      return (replicas) => {
        const slots: [number[], number[]] = [[], []];
        for (const [slot, { place }] of replicas.entries()) slots[place < pool.replicas ? 0 : 1].push(slot);
        const [first, others] = slots.map((own, index) =>
          own.length === 0
            ? null
            : within(own, routes[index as 0 | 1](own.map((slot) => replicas[slot] as Replica))),
        ) as [Choose | null, Choose | null];
        if (first === null || others === null) return (first ?? others) as Choose;
        return (outstanding, attempt) => (isForPool(attempt) ? first : others)(outstanding, attempt);
      };
    },
  };
}

/** Chooses among some of the slots, which a router sees as all there are. */
function within(slots: readonly number[], choose: Choose): Choose {
  const loads: number[] = [];
  return (outstanding, attempt) => {
    for (let index = 0; index < slots.length; index++)
      loads[index] = outstanding[slots[index] as number] ?? 0;
    return slots[choose(loads, attempt)] as number;
  };
}
