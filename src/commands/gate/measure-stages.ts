import {
  confirmationPlan,
  evidenceOfAll,
  failingMetrics,
  type MeasuredPair,
} from "../../gate/assemble-gate.ts";
import type { GatePlan } from "../../gate/looks.ts";
import type { GateMetric } from "../../gate/metric.ts";
import { nextLook } from "../../gate/next-look.ts";
import type { GateContext } from "./gate-context.ts";
import { measurePair, type Stage } from "./measure-pairs.ts";
import type { PlannedGate } from "./plan-gate.ts";

/** The callbacks that tell of the pairs of a gate. */
export interface StageEvents {
  /** Called before a pair is measured. */
  onPair?(stage: Stage, number: number, of: number): void;
  onMeasured?(stage: Stage, pair: MeasuredPair, number: number, metrics: readonly GateMetric[]): void;
}

/** The pairs of a gate, and those that confirm a failure. */
export interface MeasuredStages {
  readonly pairs: readonly MeasuredPair[];
  readonly confirmation: readonly MeasuredPair[] | null;
  /** False when it was interrupted. */
  readonly isWhole: boolean;
}

/** Measures the pairs of a gate, and where it fails and that is to be confirmed, fresh ones. */
export async function measureStages(
  { metrics, plan }: PlannedGate,
  confirm: boolean,
  context: GateContext,
  events: StageEvents,
): Promise<MeasuredStages> {
  const { pairs, isWhole } = await measureStage("gate", plan, metrics, [], context, events);
  const failing = isWhole && confirm ? failingMetrics(plan, metrics, pairs) : [];
  if (failing.length === 0) return { pairs, confirmation: null, isWhole };
  const again = await measureStage("confirmation", confirmationPlan(plan), failing, pairs, context, events);
  return { pairs, confirmation: again.pairs, isWhole: again.isWhole };
}

/** Measures pairs until the plan says that they are enough. @param before the pairs of the stage before */
async function measureStage(
  stage: Stage,
  plan: GatePlan,
  metrics: readonly GateMetric[],
  before: readonly MeasuredPair[],
  context: GateContext,
  events: StageEvents,
): Promise<{ pairs: MeasuredPair[]; isWhole: boolean }> {
  const pairs: MeasuredPair[] = [];
  for (;;) {
    const next = nextLook(plan, evidenceOfAll(metrics, pairs));
    if (next === null) return { pairs, isWhole: true };
    events.onPair?.(stage, pairs.length, next);
    const pair = await measurePair(stage, pairs.length, [...before, ...pairs], context);
    if (pair === null) return { pairs, isWhole: false };
    pairs.push(pair);
    events.onMeasured?.(stage, pair, pairs.length, metrics);
  }
}
