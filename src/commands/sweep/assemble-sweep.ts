import { type ParsedSweep, sweepOptionsSchema } from "../../config/sweep-options.ts";
import type { Host } from "../../core/host.ts";
import { priceOf } from "../../cost/price.ts";
import type { Measure } from "../../result/measure.ts";
import type { RunResult } from "../../result/run-result.ts";
import { SWEEP_SCHEMA_VERSION, type SweepResult } from "../../result/sweep-result.ts";
import { bestOf } from "../../sweep/adaptive/best.ts";
import { AXES, gridOf } from "../../sweep/axes.ts";
import { answersOf } from "../../sweep/findings/answers.ts";
import { scheduledOf, timesOfHistogram, timesOfMeasure } from "../../sweep/pooled-times.ts";
import type { SweepPlan } from "../../sweep/strategy.ts";
import { summarisePoints } from "../../sweep/summarise.ts";
import { commandWords } from "../run/command-words.ts";
import type { BegunSeries } from "../series/stored-plan.ts";
import type { SettledAxes } from "./settle-axes.ts";
import type { VariantAccuracies } from "./variant-accuracy.ts";

export interface SweepFacts {
  readonly sweep: ParsedSweep;
  readonly settled: SettledAxes;
  /** Texts of the objectives that only the scenarios bring. */
  readonly scenarioSlo: readonly string[];
  readonly plan: SweepPlan;
  readonly begun: BegunSeries;
  /** The server as a run at a point describes it; null when no point was measured. */
  readonly target: RunResult["target"] | null;
  readonly accuracies: VariantAccuracies;
  readonly measures: readonly Measure[];
  /** The histogram of the response times of each run, by the name of its measurement. */
  readonly responses: ReadonlyMap<string, string>;
  /** What there is to say of how recorded arrivals were read. */
  readonly trafficNotes: Iterable<string>;
  /** The reason for which the strategy stopped; null when the sweep was interrupted. */
  readonly stopReason: string | null;
  readonly host: Host;
}

/** Assembles the result document of a sweep from its measurements. */
export function assembleSweep({
  sweep: { options, given },
  settled,
  scenarioSlo,
  plan,
  begun,
  target,
  accuracies,
  measures,
  responses,
  trafficNotes,
  stopReason,
  host,
}: SweepFacts): SweepResult {
  const perPointMs = plan.warmupMs + plan.durationMs;
  const timesOf = (measure: Measure) => {
    const histogram = responses.get(measure.id);
    return histogram === undefined
      ? timesOfMeasure(measure)
      : timesOfHistogram(histogram, scheduledOf(measure));
  };
  const points = summarisePoints(measures, plan.durationMs, timesOf);
  const picking = measures.filter(({ confirms }) => !confirms);
  const confirming = measures.filter(({ confirms }) => confirms);
  const timeOf = (some: readonly Measure[]) =>
    some.reduce((sum, { durationMs, attempts }) => sum + (plan.warmupMs + durationMs) * attempts, 0);
  const runsOf = (some: readonly Measure[]) => some.reduce((sum, { attempts }) => sum + attempts, 0);
  return {
    schemaVersion: SWEEP_SCHEMA_VERSION,
    kind: "sweep",
    plimsollVersion: host.version,
    command: commandWords("sweep", sweepOptionsSchema, { ...given, seed: plan.seed }),
    startedAt: begun.startedAt,
    partial: stopReason === null,
    seed: plan.seed,
    environment: { ...begun.environment },
    origin: begun.origin,
    target: {
      kind: target?.kind ?? "unknown",
      url: target?.embedded === false ? target.url : null,
      server: target?.server ?? "unknown",
      model: target?.model ?? settled.fixed.model ?? null,
    },
    axes: plan.axes.map(({ name, values }) => ({
      name,
      title: AXES[name].title,
      role: AXES[name].role,
      values: [...values],
    })),
    fixed: settled.fixed as Record<string, string>,
    trafficNotes: [...trafficNotes],
    goal: plan.goal,
    scenarioSlo: [...scenarioSlo],
    price: priceOf(options.price),
    search: {
      kind: options.adaptive ? "adaptive" : "full",
      tolerance: plan.tolerance,
      repeats: plan.repeats,
      gridPoints: gridOf(plan.axes).length,
      measuredPoints: points.length,
      runs: runsOf(measures),
      confirmations: runsOf(confirming),
      gridMs: gridOf(plan.axes).length * perPointMs,
      spentMs: timeOf(measures),
      confirmMs: timeOf(confirming),
      stopReason: stopReason ?? "it was interrupted",
    },
    measures: [...measures],
    points,
    accuracy: accuracies.accuracy,
    accuracyAbsent: accuracies.absent,
    ...answersOf({
      axes: plan.axes,
      goal: plan.goal,
      measures,
      points,
      picking: summarisePoints(picking, plan.durationMs, timesOf),
      accuracy: accuracies.accuracy,
      price: priceOf(options.price),
      partial: stopReason === null,
      ...(options.adaptive ? { settled: bestOf(plan, picking) } : {}),
    }),
  };
}
