import { largest } from "../../core/extremes.ts";
import type { Wish } from "../../result/goal.ts";
import type { Measure } from "../../result/measure.ts";
import { studentT, studentT975 } from "../../stats/student-t.ts";
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
export function tooClose(one: Candidate, other: Candidate, spread: Spread): boolean {
  return apart(one, other) <= studentT975(spread.freedom) * deviationOf(one, other, spread);
}

/** Degrees of freedom beyond which Student's t is the normal distribution to four digits. */
const MOST_FREEDOM = 10_000;

/** Whether a point is better than another by more than runs differ, at 99.5 % on this one side. */
export function clearlyBetter(one: Candidate, other: Candidate, spread: Spread): boolean {
  if (one.score <= other.score) return false;
  const t = studentT(Math.min(spread.freedom, MOST_FREEDOM), 0.005);
  return apart(one, other) > t * deviationOf(one, other, spread);
}

function apart(one: Candidate, other: Candidate): number {
  return Math.abs(Math.log(one.score / other.score));
}

function deviationOf(one: Candidate, other: Candidate, { deviation }: Spread): number {
  const takes = ({ summary }: Candidate) => Math.max(1, summary.takes);
  return deviation * Math.sqrt(1 / takes(one) + 1 / takes(other));
}
