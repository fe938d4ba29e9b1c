import type { ShareBounds } from "../result/judged-objective.ts";
import { incompleteBetaInverse } from "./beta.ts";

/** Chance at most that a bound is wrong, on each side: an objective is shown at 95 %. */
export const ONE_SIDED_ERROR = 0.05;

/** A number of requests, or of labelled items, of which some keep an objective. */
export interface Kept {
  readonly within: number;
  readonly of: number;
  /** Number of independent ones that would tell as much; at most `of`, above 0. */
  readonly worth: number;
}

/**
 * Bounds of the share that keeps an objective in the long run, one-sided each: those of Clopper & Pearson (1934) for as many
 * independent requests as the run is worth, which need not be whole numbers (Korn & Graubard 1998, "Confidence intervals for
 * proportions with small expected number of positive counts estimated from survey data"). They are exact where requests are
 * independent, and never below 0 or above 1.
 *
 * @param error chance that a bound is wrong
 */
export function boundsOfShare({ within, of, worth }: Kept, error = ONE_SIDED_ERROR): ShareBounds {
  const keep = (within / of) * worth;
  const miss = worth - keep;
  return {
    low: within === 0 ? 0 : incompleteBetaInverse(error, keep, miss + 1),
    high: within === of ? 1 : incompleteBetaInverse(1 - error, keep + 1, miss),
  };
}

/** Whether a required share is shown to be kept, shown to be missed, or neither. */
export function answerOfShare(
  { low, high }: ShareBounds,
  required: number,
): "holds" | "misses" | "not shown" {
  if (low >= required) return "holds";
  return high < required ? "misses" : "not shown";
}

/** Largest factor by which a longer run is tried; beyond, the observed share is as good as at the limit. */
const MOST_LONGER = 2 ** 20;

/**
 * How many times as long a run must be to show what this one leaves open, if the share that keeps the objective stays what it
 * was; null where no length would: it is at the limit.
 */
export function lengthThatShows(kept: Kept, required: number, error = ONE_SIDED_ERROR): number | null {
  const decides = (times: number) =>
    answerOfShare(
      boundsOfShare({ within: kept.within * times, of: kept.of * times, worth: kept.worth * times }, error),
      required,
    ) !== "not shown";
  let times = 1;
  while (!decides(times)) {
    times *= 2;
    if (times > MOST_LONGER) return null;
  }
  if (times === 1) return 1;
  let [low, high] = [times / 2, times];
  for (let step = 0; step < 8; step++) {
    const middle = (low + high) / 2;
    if (decides(middle)) high = middle;
    else low = middle;
  }
  return high;
}
