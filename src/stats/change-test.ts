import { memoryOf, withMemory } from "./series-memory.ts";
import { normalEquivalent } from "./student-t.ts";

/** The stretch of a series that differs most from the rest of it. */
export interface Stretch {
  /** Largest difference of any stretch from the rest in standard deviations, 0 or more, of a normal deviate as rare. */
  readonly score: number;
  /** Number of its first value. */
  readonly from: number;
  /** Number of the value after its last. */
  readonly to: number;
}

/** Least part of a series that a stretch is, and that the rest is: shorter ones are not told from a few odd blocks. */
const LEAST_SHARE = 0.1;
/** Least part of a series that its memory is taken from. */
const LEAST_REST = 0.3;
const FEWEST_VALUES = 3;
/** Least variance of levels: those of blocks that are all alike would make any difference infinite. */
const LEAST_VARIANCE = 1e-6;

/**
 * The stretch in which a series was at another level than before and after it, at its head, within it or at its end: an
 * "epidemic" change (Levin & Kline 1985), of which a step is the case that lasts to the end. Every stretch is held against
 * the rest: |mean within − mean of the rest| over its standard deviation, √(v·(1/l + 1/r)).
 *
 * The long-run variance v is γ₀·(1 + ρ)/(1 − ρ), for lag-1 memory ρ, of the *rest* alone: taken from the whole series, a
 * change hides behind the memory that it makes itself (Vogelsang 1999, on the power of such tests). The rest is short, so v
 * is uncertain, the more the longer the memory: the difference is taken for a t with as many degrees of freedom as the rest
 * holds independent values. How large the largest of all stretches gets by chance was simulated (docs/metrics.md).
 *
 * The score says whether there is a change, least squares say where: the score of a stretch grows when odd values beside it
 * are counted in.
 */
export function strongestStretch(values: readonly number[]): Stretch {
  const n = values.length;
  const shortest = Math.max(FEWEST_VALUES, Math.ceil(n * LEAST_SHARE));
  const leastRest = Math.max(shortest, Math.floor(n * LEAST_REST));
  let score = 0;
  let farthest = 0;
  let place = { from: 0, to: n };
  for (let from = 0; from + shortest <= n; from++) {
    for (let to = from + shortest; to <= n && n - (to - from) >= leastRest; to++) {
      score = Math.max(score, Math.abs(differenceFromRest(values, from, to)));
      const distance = Math.abs(meanDifference(values, from, to)) * Math.sqrt((to - from) * (n - to + from));
      if (distance > farthest) {
        farthest = distance;
        place = { from, to };
      }
    }
  }
  return { score, ...place };
}

/**
 * The stretch in which a series rose or fell otherwise than before and after it: the change test of its differences. An
 * overload makes a series climb while it lasts and fall for long after it, so that no part is left to hold the level
 * against; a series that only wanders has differences that are as large as its steps are by chance.
 *
 * @returns the stretch from the value before the first of these differences to the one after the last
 */
export function strongestSlope(values: readonly number[]): Stretch {
  const { score, from, to } = strongestStretch(values.slice(1).map((value, i) => value - (values[i] ?? 0)));
  return { score, from, to: to + 1 };
}

/** Difference of a stretch from the rest of its series in standard deviations, with its sign. */
export function differenceFromRest(values: readonly number[], from: number, to: number): number {
  const rest = memoryOf([values.slice(0, from), values.slice(to)]);
  const variance = Math.max(LEAST_VARIANCE, rest.variance * withMemory(rest.lag1));
  const spread = Math.sqrt(variance * (1 / (to - from) + 1 / rest.count));
  const t = meanDifference(values, from, to) / spread;
  return normalEquivalent(t, rest.count / withMemory(rest.lag1));
}

function meanDifference(values: readonly number[], from: number, to: number): number {
  let [within, rest] = [0, 0];
  for (const [i, value] of values.entries()) {
    if (i >= from && i < to) within += value;
    else rest += value;
  }
  return within / (to - from) - rest / (values.length - (to - from));
}
