import type { RunResult } from "../result/run-result.ts";
import { NORMAL_975 } from "./student-t.ts";

/** Counts of the answers to labelled items in a run, or in a part of it. */
export interface AccuracyCounts {
  /** Number of labelled items in ok answers. */
  checked: number;
  right: number;
  /** Number of checked items that were right when their request was asked alone, before the load. */
  rightAlone: number;
  /** Number of checked items whose answer was different when their request was asked alone. */
  differing: number;
  /** Flags of the different items: 1 for each that was checked. */
  readonly answered: Uint8Array;
}

/** The counts before any answer. @param items number of different items */
export function noAnswers(items: number): AccuracyCounts {
  return { checked: 0, right: 0, rightAlone: 0, differing: 0, answered: new Uint8Array(items) };
}

/** The sum of the counts of several parts; null where there are no parts. */
export function addAccuracies(parts: readonly AccuracyCounts[]): AccuracyCounts | null {
  const [first] = parts;
  if (first === undefined) return null;
  const sum = noAnswers(first.answered.length);
  for (const part of parts) {
    sum.checked += part.checked;
    sum.right += part.right;
    sum.rightAlone += part.rightAlone;
    sum.differing += part.differing;
    for (const [index, was] of part.answered.entries()) if (was === 1) sum.answered[index] = 1;
  }
  return sum;
}

/**
 * The accuracy of a run. To ask for the same item again tells nothing new about the model, so the interval is that for
 * the number of different items, however often they were asked.
 */
export function accuracyOf(counts: AccuracyCounts): NonNullable<RunResult["accuracy"]> {
  const { checked, right, rightAlone, differing, answered } = counts;
  const different = answered.reduce((sum, was) => sum + was, 0);
  const share = checked === 0 ? null : right / checked;
  return {
    checked,
    right,
    share,
    interval: share === null ? null : wilsonInterval(share, different),
    differentItems: different,
    beforeLoad: checked === 0 ? null : rightAlone / checked,
    differing,
  };
}

/** 95 % interval of a share that was seen among `count` (Wilson 1927; Brown, Cai & DasGupta 2001, "Interval estimation for a binomial proportion"). */
export function wilsonInterval(share: number, count: number): { low: number; high: number } {
  const z2 = NORMAL_975 ** 2 / count;
  const centre = share + z2 / 2;
  const half = NORMAL_975 * Math.sqrt((share * (1 - share)) / count + z2 / (4 * count));
  return { low: Math.max(0, (centre - half) / (1 + z2)), high: Math.min(1, (centre + half) / (1 + z2)) };
}
