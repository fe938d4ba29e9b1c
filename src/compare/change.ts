import type { MeanDifference } from "../stats/mean-difference.ts";
import { FEWEST_REPEATS, mean, meanDifference, meanOfDifferences } from "../stats/mean-difference.ts";
import type { Change } from "./comparison.ts";
import type { ComparedFigure } from "./document-figures.ts";

/** Tells whether a figure is compared by the difference of its values, and not by their ratio: shares are, which may be 0. */
export function isByDifference({ unit }: Pick<ComparedFigure, "unit">): boolean {
  return unit === "share";
}

/**
 * The change of a figure from one side to another. Ratios are worked out of logarithms, in which twice and half are equally far from
 * alike. The interval rests on how repeated runs differ, never on the requests of one run, which are not independent.
 *
 * @param pairs whether the values of both sides stand in the order of the same requests, so that what these have in common goes out
 * @returns null where a side has no value, or one of which there is no ratio
 */
export function changeOf(
  figure: ComparedFigure,
  a: readonly number[],
  b: readonly number[],
  pairs: boolean,
): Change | null {
  if (a.length === 0 || b.length === 0) return null;
  const isDifference = isByDifference(figure);
  if (!isDifference && [...a, ...b].some((value) => value <= 0)) return null;
  const scaled = (values: readonly number[]) => (isDifference ? [...values] : values.map(Math.log));
  const back = (difference: number) => (isDifference ? difference : Math.expm1(difference));
  const [from, to] = [scaled(a), scaled(b)];
  const paired = pairs && a.length === b.length;
  const found: MeanDifference | null = paired
    ? meanOfDifferences(to.map((value, i) => value - (from[i] as number)))
    : meanDifference(from, to);
  return {
    change: back(found?.difference ?? mean(to) - mean(from)),
    interval: found === null ? null : { low: back(found.low), high: back(found.high) },
    absent: found === null ? whyNoInterval(a, b, paired) : null,
    paired,
  };
}

function whyNoInterval(a: readonly number[], b: readonly number[], paired: boolean): string {
  if (a.length === 1 && b.length === 1) return "one result on each side does not tell how results differ";
  if (Math.min(a.length, b.length) < FEWEST_REPEATS)
    return `an interval needs ${FEWEST_REPEATS} results on each side, and there are ${a.length} and ${b.length}`;
  return paired ? "all pairs differ by the very same" : "repeated results do not differ at all";
}
