import { largest, smallest } from "../core/extremes.ts";

/** What is known of how many replicas suffice. */
export interface KnownReplicas {
  /** Replicas that are tried first: an estimate. */
  readonly first: number;
  /** Most replicas that may be tried. */
  readonly most: number;
  /** Whether the objectives hold, by the number of replicas. */
  readonly known: ReadonlyMap<number, boolean>;
}

/** What to try next, or the answer: the fewest replicas that hold, of which one less was tried and misses; null where the most miss. */
export type NextReplicas =
  | { readonly kind: "try"; readonly replicas: number }
  | { readonly kind: "found"; readonly replicas: number | null };

/** How many times as many are tried where the ones before miss. */
const GROWTH = 1.3;
const SHRINKAGE = 0.8;

/**
 * The search for the fewest replicas with which the objectives hold: up from an estimate or down from it until one number misses and one holds, and
 * then halving between them. Where more replicas are worse than fewer, the answer is one that holds and of which one less misses.
 */
export function nextReplicas({ first, most, known }: KnownReplicas): NextReplicas {
  const holds = [...known].filter(([, is]) => is).map(([replicas]) => replicas);
  const least = smallest(holds);
  const misses = [...known].filter(([replicas, is]) => !is && replicas < least).map(([replicas]) => replicas);
  const missed = largest(misses, 0);
  if (holds.length === 0) {
    if (known.size === 0) return { kind: "try", replicas: Math.min(Math.max(1, first), most) };
    if (missed >= most) return { kind: "found", replicas: null };
    return { kind: "try", replicas: Math.min(most, Math.max(missed + 1, Math.ceil(missed * GROWTH))) };
  }
  if (least - missed <= 1) return { kind: "found", replicas: least };
  if (missed > 0) return { kind: "try", replicas: Math.floor((least + missed) / 2) };
  // The estimate is a bound as a rule, so the one below it comes first.
  return {
    kind: "try",
    replicas: holds.length === 1 ? least - 1 : Math.max(1, Math.floor(least * SHRINKAGE)),
  };
}
