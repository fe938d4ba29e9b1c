import { type SweepOptions, sweepOptionsSchema } from "../../config/sweep-options.ts";
import { EXIT, type ExitCode } from "../../core/errors.ts";
import type { Host } from "../../core/host.ts";
import type { SweepFolder } from "../../store/sweep-folder.ts";
import { AXES, axisOf, gridOf } from "../../sweep/axes.ts";
import type { Measure } from "../../sweep/measure.ts";
import type { SweepPlan } from "../../sweep/strategy.ts";
import { summarisePoints } from "../../sweep/summarise.ts";
import { SWEEP_SCHEMA_VERSION, type SweepResult } from "../../sweep/sweep-result.ts";
import { commandWords } from "../command-words.ts";
import type { SettledAxes } from "./settle-axes.ts";

export interface SweepFacts {
  readonly options: SweepOptions;
  readonly settled: SettledAxes;
  readonly plan: SweepPlan;
  readonly startedAt: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly measures: readonly Measure[];
  /** Null when it was interrupted. */
  readonly stopReason: string | null;
  readonly host: Host;
}

/** The result document of a sweep, from what was measured. */
export function assembleSweep({ options, settled, plan, measures, stopReason, ...facts }: SweepFacts): SweepResult {
  const perPointMs = plan.warmupMs + plan.durationMs;
  const points = summarisePoints(measures, plan.durationMs);
  const spentMs = measures.reduce((sum, { durationMs, attempts }) => sum + (plan.warmupMs + durationMs) * attempts, 0);
  return {
    schemaVersion: SWEEP_SCHEMA_VERSION,
    kind: "sweep",
    plimsollVersion: facts.host.version,
    command: commandWords("sweep", sweepOptionsSchema, options),
    startedAt: facts.startedAt,
    partial: stopReason === null,
    seed: plan.seed,
    environment: { ...facts.environment },
    target: {},
    axes: plan.axes.map(({ name, values }) => ({
      name,
      title: AXES[name].title,
      role: AXES[name].role,
      values: [...values],
    })),
    fixed: settled.fixed as Record<string, string>,
    goal: plan.goal,
    search: {
      kind: options.adaptive ? "adaptive" : "full",
      tolerance: plan.tolerance,
      repeats: plan.repeats,
      gridPoints: gridOf(plan.axes).length,
      measuredPoints: points.length,
      runs: measures.reduce((sum, { attempts }) => sum + attempts, 0),
      gridMs: gridOf(plan.axes).length * perPointMs,
      spentMs,
      stopReason: stopReason ?? "it was interrupted",
    },
    measures: [...measures],
    points,
  };
}
