import { largest, smallest } from "../../core/extremes.ts";
import { limitOf, type Objective } from "../../result/objective.ts";
import type { PlanResult } from "../../result/plan-result.ts";
import { studentT975 } from "../../stats/student-t.ts";
import { isAtMost, keeps } from "./observe.ts";
import type { WindowOutcome, WorstMinute } from "./window-outcome.ts";

export type OverSeeds = PlanResult["fleets"][number]["peak"]["p99Ms"];

/** One fleet at one load: what came of it under each seed, in their order. */
export interface Evaluation {
  /** The outcomes of the seeds up to the last, or up to the one after which the others could not change the answer. */
  readonly outcomes: readonly WindowOutcome[];
  /** Number of seeds that it is simulated under. */
  readonly seeds: number;
}

/**
 * Whether seeds that are still to come cannot change that a fleet misses: under one of them failures leave no value, or the values so far, which
 * are never below 0, give a mean beyond the limit whatever follows.
 */
export function isHopeless({ outcomes, seeds }: Evaluation, objectives: readonly Objective[]): boolean {
  return objectives.some((objective, index) => {
    const values = outcomes.map((outcome) => outcome.objectives[index] ?? null);
    if (values.includes(null)) return true;
    const sum = values.reduce<number>((total, value) => total + (value ?? 0), 0);
    if (isAtMost(objective)) return sum / seeds > limitOf(objective);
    // Shares are at most 1; of rates nothing is known beforehand.
    if (objective.kind !== "attainment") return false;
    return (sum + (seeds - values.length)) / seeds < limitOf(objective);
  });
}

/** Whether a fleet keeps every objective: under all seeds there are values, and the worse end of the interval of their mean keeps the limit. */
export function keepsAll(evaluation: Evaluation, objectives: readonly Objective[]): boolean {
  return judgedObjectives(evaluation, objectives).every(({ holds }) => holds);
}

/** Each objective of a fleet, judged over the seeds. */
export function judgedObjectives(
  { outcomes, seeds }: Evaluation,
  objectives: readonly Objective[],
): PlanResult["fleets"][number]["objectives"] {
  return objectives.map((objective, index) => {
    const values = outcomes.map((outcome) => outcome.objectives[index] ?? null);
    const observed = overSeeds(values);
    const worse = (isAtMost(objective) ? observed.high : observed.low) ?? observed.mean;
    return {
      objective: objective.text,
      unit: unitOf(objective),
      observed,
      holds: values.length === seeds && !values.includes(null) && keeps(objective, worse),
      seedsHold: values.filter((value) => keeps(objective, value)).length,
    };
  });
}

function unitOf(objective: Objective): string {
  if (objective.kind === "latency") return "ms";
  return objective.kind === "figure" && objective.figure !== "errors" ? "/s" : "share";
}

/** The mean of values with its 95 % interval by Student's t; all null where a seed has no value. */
export function overSeeds(values: readonly (number | null)[]): OverSeeds {
  const known = values.filter((value) => value !== null);
  if (known.length === 0 || known.length < values.length)
    return { mean: null, low: null, high: null, least: null, most: null };
  const seeds = known.length;
  const mean = known.reduce((sum, value) => sum + value, 0) / seeds;
  const ends = { mean, least: smallest(known), most: largest(known) };
  if (seeds === 1) return { ...ends, low: null, high: null };
  const variance = known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (seeds - 1);
  const half = studentT975(seeds - 1) * Math.sqrt(variance / seeds);
  return { ...ends, low: Math.max(0, mean - half), high: mean + half };
}

/** A figure of a fleet over the seeds. */
export function figureOf(
  { outcomes }: Pick<Evaluation, "outcomes">,
  read: (outcome: WindowOutcome) => number | null,
): OverSeeds {
  return overSeeds(outcomes.map(read));
}

/** The worst minute under any seed; undefined where no window had a whole minute. */
export function worstOf(
  outcomes: readonly WindowOutcome[],
): (WorstMinute & { readonly seed: number }) | undefined {
  return outcomes
    .flatMap(({ seed, worst }) => (worst === null ? [] : [{ seed, ...worst }]))
    .toSorted(
      (one, other) =>
        one.withinShare - other.withinShare ||
        (other.p99Ms ?? Number.MAX_VALUE) - (one.p99Ms ?? Number.MAX_VALUE),
    )[0];
}

/** The outcomes with the seconds of the worst minute alone: those of the others would be most of what is kept. */
export function withoutSeconds(outcomes: readonly WindowOutcome[]): WindowOutcome[] {
  const kept = worstOf(outcomes)?.seed;
  return outcomes.map((outcome) =>
    outcome.worst === null || outcome.seed === kept
      ? outcome
      : { ...outcome, worst: { ...outcome.worst, seconds: [] } },
  );
}
