import { smallest } from "../../core/extremes.ts";
import type { Measure } from "../../result/measure.ts";
import { keyOf, type Point } from "../axes.ts";
import { type Feasibility, feasibilityOf, joinedObjectives } from "../feasibility.ts";
import { scoreOf } from "../score.ts";
import type { SweepPlan } from "../strategy.ts";

/** The evidence about a point, from its runs. */
export interface Evidence {
  /** Number of runs of any length, valid or not. */
  readonly takes: number;
  /** Number of valid runs of whole length. */
  readonly wholes: number;
  /** Mean of the logarithms of the scores; null where no run has one. */
  readonly logScore: number | null;
  /** Weight of its runs, in whole runs. */
  readonly weight: number;
  /** Whether its runs keep the objectives; null = no valid run. */
  readonly feasibility: Feasibility | null;
  /**
   * Requests in time beyond those that must be, in standard deviations of chance, of the objective where they are
   * fewest; null where no objective counts requests.
   */
  readonly surplus: number | null;
  /** Whether it was not valid too often to be measured again. */
  readonly spoiled: boolean;
}

export interface Knowledge {
  of(point: Point): Evidence;
  /** Standard deviation of the logarithm of the score, from one whole run to the next. */
  readonly spread: number;
  /** Standard deviation of the margin to the objectives, from one whole run to the next. */
  readonly marginSpread: number;
}

const NOTHING: Evidence = {
  takes: 0,
  wholes: 0,
  logScore: null,
  weight: 0,
  feasibility: null,
  surplus: null,
  spoiled: false,
};
const OVERLOADED: Feasibility = { holds: false, judged: true, margin: Number.NEGATIVE_INFINITY };
/** Number of invalid runs of a point after which it is not measured again. */
const MOST_INVALID = 2;

/** Spread of runs that is assumed before anything was repeated: 7 %. */
const PRIOR_SPREAD = 0.07;
/** Degrees of freedom of the assumed spread: it counts as known from so many repeats. */
const PRIOR_FREEDOM = 4;
/** Factor by which percentiles of latency are taken to differ more than throughput, from one run to the next. */
const LATENCY_SPREAD = 2;

export function knowledgeOf(plan: SweepPlan, measured: readonly Measure[]): Knowledge {
  const byPoint = new Map<string, Measure[]>();
  for (const measure of measured) {
    const key = keyOf(measure.point);
    byPoint.set(key, [...(byPoint.get(key) ?? []), measure]);
  }
  const evidence = new Map([...byPoint].map(([key, takes]) => [key, evidenceOf(plan, takes)]));
  const repeated = [...byPoint.values()].map((takes) => takes.filter(({ valid }) => valid));
  // The same few points are looked up thousands of times; their texts take the longest.
  const found = new Map<Point, Evidence>();
  const of = (point: Point) => {
    const known = found.get(point) ?? evidence.get(keyOf(point)) ?? NOTHING;
    found.set(point, known);
    return known;
  };
  return {
    of,
    spread: spreadOf(
      PRIOR_SPREAD,
      repeated.map((takes) => scoredTakes(plan, takes)),
    ),
    marginSpread: spreadOf(
      LATENCY_SPREAD * PRIOR_SPREAD,
      repeated.map((takes) => weighed(plan, takes, (take) => feasibilityOf([take]).margin)),
    ),
  };
}

/** The spread of the values of each point around their mean, together with the one that was assumed. */
function spreadOf(assumed: number, points: readonly (readonly Weighed[])[]): number {
  let [squares, freedom] = [PRIOR_FREEDOM * assumed ** 2, PRIOR_FREEDOM];
  for (const values of points) {
    if (values.length < 2) continue;
    const mean = meanOf(values);
    freedom += values.length - 1;
    for (const { value, weight } of values) squares += weight * (value - mean) ** 2;
  }
  return Math.sqrt(squares / freedom);
}

function evidenceOf(plan: SweepPlan, takes: readonly Measure[]): Evidence {
  const valid = takes.filter((take) => take.valid);
  const scored = scoredTakes(plan, valid);
  const overloaded = takes.some((take) => !take.valid && take.reasons.includes("overloaded"));
  return {
    takes: takes.length,
    wholes: valid.filter(({ durationMs }) => durationMs >= plan.durationMs).length,
    logScore: scored.length === 0 ? null : meanOf(scored),
    weight: sumOf(scored),
    feasibility: overloaded ? OVERLOADED : valid.length === 0 ? null : feasibilityOf(valid),
    surplus: surplusOf(valid),
    spoiled: takes.length - valid.length >= MOST_INVALID,
  };
}

function surplusOf(valid: readonly Measure[]): number | null {
  const surpluses = joinedObjectives(valid).flatMap(({ within, scheduled, share }) => {
    if (within === null || scheduled === null || scheduled === 0 || share === null) return [];
    const deviation = Math.sqrt(scheduled * share * (1 - share));
    return deviation === 0 ? [] : [(within - share * scheduled) / deviation];
  });
  return surpluses.length === 0 ? null : smallest(surpluses);
}

interface Weighed {
  readonly value: number;
  readonly weight: number;
}

function scoredTakes(plan: SweepPlan, valid: readonly Measure[]): Weighed[] {
  return weighed(plan, valid, (take) => {
    const score = scoreOf(plan.goal.wish, take);
    return score === null ? null : Math.log(score);
  });
}

/**
 * Values of the takes that have one, with their weights. A run of a fifth of the length is worth 0.45 of a whole one: its
 * variance goes with 1/√length. If all spread came from the requests of the run, it would go with 1/length; if all came
 * from the hour, with 1.
 */
function weighed(
  { durationMs }: SweepPlan,
  takes: readonly Measure[],
  read: (take: Measure) => number | null,
): Weighed[] {
  return takes.flatMap((take) => {
    const value = read(take);
    return value === null ? [] : [{ value, weight: Math.sqrt(take.durationMs / durationMs) }];
  });
}

function meanOf(values: readonly Weighed[]): number {
  return values.reduce((sum, { value, weight }) => sum + weight * value, 0) / sumOf(values);
}

function sumOf(values: readonly Weighed[]): number {
  return values.reduce((sum, { weight }) => sum + weight, 0);
}
