import { keyOf } from "../axes.ts";
import type { Candidate } from "./candidates.ts";
import { clearlyBetter, type Spread } from "./spread.ts";

/** What became of the points that were measured again. */
export interface Again {
  /** Points that may be recommended by their runs after the pick, the best first. */
  readonly kept: readonly Candidate[];
  /** Keys of all points that were to be measured again. */
  readonly tried: ReadonlySet<string>;
  /** Keys of the points that may not be recommended any more. */
  readonly refuted: ReadonlySet<string>;
}

/**
 * Points that may be recommended, the best first, once some were measured again. The first pick that kept what it promised
 * stays the best, unless another is shown to be better by the runs after the pick: to take the higher of two figures would be a
 * pick again, so little chance is left for that. Where none kept it, nothing is recommended but a point whose runs after the pick were not valid.
 *
 * @param picks points by the runs that picked, the best first
 * @param isOver false where the sweep was interrupted before all finalists were measured again
 */
export function afterConfirmation(
  picks: readonly Candidate[],
  { kept, tried, refuted }: Again,
  spread: Spread,
  isOver: boolean,
): Candidate[] {
  const keyed = new Map(kept.map((one) => [keyOf(one.summary.point), one]));
  const key = ({ summary }: Candidate) => keyOf(summary.point);
  const picked = new Set(picks.map(key));
  // The best of the reference may have been known from a probe alone, and is behind the picks.
  const late = kept.filter((one) => !picked.has(key(one)));
  const confirmed = [...picks.flatMap((pick) => keyed.get(key(pick)) ?? []), ...late];
  const others = picks.filter((pick) => !keyed.has(key(pick)) && !refuted.has(key(pick)));
  const [first, ...rest] = confirmed;
  if (first === undefined)
    return isOver && tried.size > 0 ? others.filter((one) => tried.has(key(one))) : others;
  const [better] = rest
    .filter((one) => clearlyBetter(one, first, spread))
    .sort((one, other) => other.score - one.score);
  const best = better ?? first;
  return [best, ...confirmed.filter((one) => one !== best), ...others];
}
