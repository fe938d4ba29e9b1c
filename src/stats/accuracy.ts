import type { RunResult } from "../result/run-result.ts";
import { NORMAL_975 } from "./student-t.ts";

/** What the answers of a run, or of a part of it, said about labelled items. */
export interface AccuracyCounts {
  /** Items of answers that were ok. */
  checked: number;
  right: number;
  /** Of the checked items, those that were right when their request was asked alone, before the load. */
  rightAlone: number;
  /** Of the checked items, those whose answer was another one when their request was asked alone. */
  differing: number;
  /** 1 for each item that was checked. */
  readonly answered: Uint8Array;
}

/** @param items how many different ones there are */
export function noAnswers(items: number): AccuracyCounts {
  return { checked: 0, right: 0, rightAlone: 0, differing: 0, answered: new Uint8Array(items) };
}

/** All together; null of none. */
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
 * The accuracy of a run. To ask for the same item again tells nothing new about the model, so the interval is that of as
 * many items as were different, however often they were asked.
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
