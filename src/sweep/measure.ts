import { RUN_FIGURES } from "../result/figures.ts";
import type { JudgedObjective } from "../result/judged-objective.ts";
import type { Measure } from "../result/measure.ts";
import { meaningOf, type Objective, requiredShare } from "../result/objective.ts";
import { knownObjectives } from "../result/parse-objective.ts";
import type { RunResult } from "../result/run-result.ts";
import { TOO_FEW } from "../stats/checks/too-few-samples.ts";
import type { Point } from "./axes.ts";
import { COMPARED_STATISTICS, comparedFigures, figuresOfRun } from "./measured-figures.ts";

/** A run that the strategy asked for. */
export interface Planned {
  readonly point: Point;
  readonly take: number;
  readonly durationMs: number;
  /** True for a run that measures a point again after it was picked; left out = a run that picks. */
  readonly confirms?: boolean;
}

/** The figures of a run that a sweep compares. */
export function measureOf(
  id: string,
  { point, take, durationMs, confirms = false }: Planned,
  attempts: number,
  result: RunResult,
  objectives: readonly Objective[],
): Measure {
  const reasons = result.verdict.reasons.map(({ code }) => code);
  return {
    id,
    point: point as Record<string, string>,
    take,
    confirms,
    durationMs,
    valid: reasons.every((code) => code === TOO_FEW),
    reasons,
    attempts,
    ...figuresOfRun(result),
    scheduled: result.requests.scheduled,
    spoiled: COMPARED_STATISTICS.filter((key) => result.latencyMs.response.spoiled[key] !== undefined),
    objectives: objectives.map((objective) => measuredObjective(objective, result)),
  };
}

/** The measure of a point at which nothing could be measured. */
export function unmeasured(id: string, planned: Planned, attempts: number, reason: string): Measure {
  const { point, take, durationMs, confirms = false } = planned;
  const none = () => null;
  return {
    id,
    point: point as Record<string, string>,
    take,
    confirms,
    durationMs,
    valid: false,
    reasons: [reason],
    attempts,
    ...comparedFigures(none, none),
    scheduled: null,
    spoiled: [],
    objectives: [],
  };
}

/** The result of a run for an objective. It was a run of this sweep, so it judged the objectives of the sweep. */
function measuredObjective(objective: Objective, result: RunResult): Measure["objectives"][number] {
  const judged = result.slo.find((one) => isSameObjective(one.objective, objective));
  return {
    objective: objective.text,
    within: judged?.within ?? null,
    scheduled: judged?.of ?? null,
    share: requiredShare(objective),
    margin: marginOf(objective, judged),
    worth: judged?.worth ?? null,
    answer: judged?.answer ?? null,
    holds: judged === undefined || isOpen(objective, judged) ? null : observedWithin(judged),
  };
}

/** Whether a text is an objective in any of its spellings: a resumed sweep may spell it otherwise. */
function isSameObjective(text: string, objective: Objective): boolean {
  const meaning = JSON.stringify(meaningOf(objective));
  return knownObjectives([text]).some((known) => JSON.stringify(meaningOf(known)) === meaning);
}

/** Whether an objective is left open: too few requests to judge a percentile, or a figure that is absent, are not a miss. */
function isOpen({ kind }: Objective, judged: JudgedObjective): boolean {
  return observedWithin(judged) === null || (judged.observed === null && kind !== "latency");
}

/** Whether what a run observed is within the limit; results of earlier versions, which have no answer, say it by `holds`. */
function observedWithin({ answer, holds, observedWithin }: JudgedObjective): boolean | null {
  return answer === null ? holds : observedWithin;
}

/** Logarithm of how far the run was on the good side of the limit, over all scheduled requests. */
function marginOf(objective: Objective, judged: JudgedObjective | undefined): number | null {
  switch (objective.kind) {
    case "latency": {
      const observedMs = judged?.observedMs ?? null;
      return observedMs === null || observedMs <= 0 ? null : Math.log(objective.limitMs / observedMs);
    }
    case "figure": {
      const observed = judged?.observed ?? null;
      if (observed === null || observed <= 0 || objective.limit <= 0) return null;
      const ratio = Math.log(objective.limit / observed);
      return RUN_FIGURES[objective.figure].better === "lower" ? ratio : -ratio;
    }
    case "attainment":
      return null;
  }
}
