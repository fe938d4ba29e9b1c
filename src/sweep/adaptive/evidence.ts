import type { Measure } from "../../result/measure.ts";
import { keyOf, type Point } from "../axes.ts";
import { type Feasibility, feasibilityOf } from "../feasibility.ts";
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
  /** Whether it was not valid too often to be measured again. */
  readonly spoiled: boolean;
}

export interface Knowledge {
  of(point: Point): Evidence;
  /** Standard deviation of the logarithm of the score, from one whole run to the next. */
  readonly spread: number;
}

const NOTHING: Evidence = {
  takes: 0,
  wholes: 0,
  logScore: null,
  weight: 0,
  feasibility: null,
  spoiled: false,
};
const OVERLOADED: Feasibility = { holds: false, judged: true, margin: Number.NEGATIVE_INFINITY };
/** Number of invalid runs of a point after which it is not measured again. */
const MOST_INVALID = 2;

/** Spread of runs that is assumed before anything was repeated: 7 %. */
const PRIOR_SPREAD = 0.07;
/** Degrees of freedom of the assumed spread: it counts as known from so many repeats. */
const PRIOR_FREEDOM = 4;

export function knowledgeOf(plan: SweepPlan, measured: readonly Measure[]): Knowledge {
  const byPoint = new Map<string, Measure[]>();
  for (const measure of measured) {
    const key = keyOf(measure.point);
    byPoint.set(key, [...(byPoint.get(key) ?? []), measure]);
  }
  const evidence = new Map([...byPoint].map(([key, takes]) => [key, evidenceOf(plan, takes)]));
  let [squares, freedom] = [PRIOR_FREEDOM * PRIOR_SPREAD ** 2, PRIOR_FREEDOM];
  for (const [key, takes] of byPoint) {
    const mean = evidence.get(key)?.logScore ?? null;
    const scored = scoredTakes(plan, takes);
    if (mean === null || scored.length < 2) continue;
    freedom += scored.length - 1;
    for (const { logScore, weight } of scored) squares += weight * (logScore - mean) ** 2;
  }
  // The same few points are looked up thousands of times; their texts take the longest.
  const found = new Map<Point, Evidence>();
  const of = (point: Point) => {
    const known = found.get(point) ?? evidence.get(keyOf(point)) ?? NOTHING;
    found.set(point, known);
    return known;
  };
  return { of, spread: Math.sqrt(squares / freedom) };
}

function evidenceOf(plan: SweepPlan, takes: readonly Measure[]): Evidence {
  const valid = takes.filter((take) => take.valid);
  const scored = scoredTakes(plan, takes);
  const weight = scored.reduce((sum, take) => sum + take.weight, 0);
  const overloaded = takes.some((take) => !take.valid && take.reasons.includes("overloaded"));
  return {
    takes: takes.length,
    wholes: valid.filter(({ durationMs }) => durationMs >= plan.durationMs).length,
    logScore: weight === 0 ? null : scored.reduce((sum, one) => sum + one.weight * one.logScore, 0) / weight,
    weight,
    feasibility: overloaded ? OVERLOADED : valid.length === 0 ? null : feasibilityOf(valid),
    spoiled: takes.length - valid.length >= MOST_INVALID,
  };
}

/**
 * Takes that have a score, with their weights. A run of a fifth of the length is worth 0.45 of a whole one: its
 * variance goes with 1/√length. If all spread came from the requests of the run, it would go with 1/length; if all came
 * from the hour, with 1.
 */
function scoredTakes({ goal, durationMs }: SweepPlan, takes: readonly Measure[]) {
  return takes.flatMap((take) => {
    const score = take.valid ? scoreOf(goal.wish, take) : null;
    if (score === null) return [];
    return [{ logScore: Math.log(score), weight: Math.sqrt(take.durationMs / durationMs) }];
  });
}
