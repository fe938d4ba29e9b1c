import { answerOfAll } from "./answer.ts";
import { type JudgedMetric, judgeMetrics, type MetricEvidence } from "./judge.ts";
import { errorOfLook, type GatePlan } from "./looks.ts";

/**
 * The number of pairs that a gate needs next, from those that it has: it goes on while what it has is open, up to its last look. The
 * answer depends on the pairs alone, so that an interrupted gate goes on where it was.
 *
 * @returns null where the gate is decided, or no further pair could decide it
 */
export function nextLook(plan: GatePlan, metrics: readonly MetricEvidence[]): number | null {
  const measured = pairsOf(metrics);
  if (metrics.some(isAbsent)) return null;
  const next = plan.looks.find((look) => look > measured) ?? null;
  if (!plan.looks.includes(measured)) return next;
  return answerOfAll(judgeAt(plan, metrics).map(({ answer }) => answer)) === "inconclusive" ? next : null;
}

/** Judges all metrics of a gate by all pairs that it has. */
export function judgeAt(plan: GatePlan, metrics: readonly MetricEvidence[]): JudgedMetric[] {
  return judgeMetrics(metrics, errorOfLook(plan));
}

/** Whether valid runs have no such figure, so that measuring more of them would be in vain. */
export function isAbsent({ pairs }: MetricEvidence): boolean {
  return pairs.some(({ absent }) => absent !== null) && pairs.every(({ difference }) => difference === null);
}

function pairsOf(metrics: readonly MetricEvidence[]): number {
  return metrics[0]?.pairs.length ?? 0;
}
