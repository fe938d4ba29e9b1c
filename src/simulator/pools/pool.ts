import type { Rng } from "../../core/rng.ts";
import type { Attempt } from "../attempt.ts";
import type { NetworkModel } from "../network.ts";
import type { Replica } from "../replica.ts";
import type { Choose, Router } from "../routers/router-kind.ts";

/** Replicas of a fleet that differ from the others: canaries, those at the edge, or machines of another type. */
export interface Pool {
  /** The pool in words, as a report prints it. */
  readonly words: string;
  /** How many replicas it has: pools take the first places, one behind the other. */
  readonly replicas: number;
  /** How fast they are; 1 = as the others. */
  readonly speed: number;
  /** How many times as much as one of the others a router that looks at weights takes one for. */
  readonly weight: number;
  /** The way to them; null = that of the others. */
  readonly network: NetworkModel | null;
  /** Starts telling whether an attempt is for the pool; null = it gets its share of what is for no pool. */
  readonly start: ((rng: Rng) => (attempt: Attempt) => boolean) | null;
}

/** The index of the pool that a place belongs to; -1 for the others. */
export function poolAt(pools: readonly Pool[], place: number): number {
  let before = 0;
  for (const [index, { replicas }] of pools.entries()) {
    before += replicas;
    if (place < before) return index;
  }
  return -1;
}

/**
 * A router for each pool that has requests of its own, and one for all other replicas. What is for a pool of which none serves goes to the
 * others, and where none of those serves either, to the first pool that does.
 */
export function inPools(router: Router, pools: readonly Pool[]): Router {
  const { start } = router;
  if (start === null) throw new RangeError("one queue for all replicas knows no pools");
  const apart = pools.flatMap((pool, index) => (pool.start === null ? [] : [{ index, start: pool.start }]));
  return {
    words: router.words,
    start(context) {
      const tests = apart.map((pool) => pool.start(context.rng));
      const routes = [...apart, null].map(() => start(context));
      return (replicas) => {
        const slots: number[][] = routes.map(() => []);
        for (const [slot, { place }] of replicas.entries()) {
          const part = apart.findIndex(({ index }) => index === poolAt(pools, place));
          slots.at(part)?.push(slot);
        }
        const parts = slots.map((own, part) =>
          own.length === 0
            ? null
            : within(own, routes[part]?.(own.map((slot) => replicas[slot] as Replica)) as Choose),
        );
        const serving = parts.filter((part) => part !== null);
        if (serving.length === 1) return serving[0] as Choose;
        const others = (parts.at(-1) ?? serving[0]) as Choose;
        return (outstanding, attempt) => {
          const part = tests.findIndex((isFor) => isFor(attempt));
          return (parts[part] ?? others)(outstanding, attempt);
        };
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
