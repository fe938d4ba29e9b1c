import { largest } from "../../core/extremes.ts";
import type { Wish } from "../../result/goal.ts";
import type { Measure } from "../../result/measure.ts";
import { studentT975 } from "../../stats/student-t.ts";
import { keyOf } from "../axes.ts";
import { scoreOf } from "../score.ts";
import type { Candidate } from "./candidates.ts";

/**
 * Spread that is assumed where nothing was measured twice. On a machine that is shared, points of 5 s were seen to vary
 * by 7 %.
 */
const ASSUMED_SPREAD = 0.05;

/** The spread of a score from run to run of one point: a standard deviation of its logarithm. */
export interface Spread {
  readonly deviation: number;
  readonly freedom: number;
}

/** Spread of runs, pooled over all points that had more than one valid run of whole length. */
export function runSpread(wish: Wish, measures: readonly Measure[]): Spread {
  const wholeMs = largest(measures.map(({ durationMs }) => durationMs));
  const groups = new Map<string, number[]>();
  for (const measure of measures) {
    const score = scoreOf(wish, measure);
    if (!measure.valid || measure.durationMs < wholeMs || score === null) continue;
    // A point was picked for its luck: its runs before and after that have no common mean.
    const key = `${keyOf(measure.point)} ${measure.confirms}`;
    groups.set(key, [...(groups.get(key) ?? []), Math.log(score)]);
  }
  let squares = 0;
  let freedom = 0;
  for (const logs of groups.values()) {
    const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
    squares += logs.reduce((sum, log) => sum + (log - mean) ** 2, 0);
    freedom += logs.length - 1;
  }
  return freedom === 0
    ? { deviation: ASSUMED_SPREAD, freedom: Number.POSITIVE_INFINITY }
    : { deviation: Math.sqrt(squares / freedom), freedom };
}

/** Whether two points differ by less than runs of them do, at 95 %. Their figures are taken as means of their takes. */
export function tooClose(one: Candidate, other: Candidate, { deviation, freedom }: Spread): boolean {
  const takes = ({ summary }: Candidate) => Math.max(1, summary.takes);
  const margin = studentT975(freedom) * deviation * Math.sqrt(1 / takes(one) + 1 / takes(other));
  return Math.abs(Math.log(one.score / other.score)) <= margin;
}
