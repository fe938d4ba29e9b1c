import type { RunOptionsInput } from "../../config/run-options.ts";
import { type ParsedSweep, pointOptions, sharedRunOptions } from "../../config/sweep-options.ts";
import { EXIT, PlimsollError } from "../../core/errors.ts";
import type { Host } from "../../core/host.ts";
import { formatDurationMs } from "../../core/units.ts";
import type { Measure } from "../../result/measure.ts";
import type { Objective } from "../../result/objective.ts";
import type { Point } from "../../sweep/axes.ts";
import { measureOf, type Planned, unmeasured } from "../../sweep/measure.ts";
import { attemptRuns } from "../series/attempt-runs.ts";
import type { Performed } from "../series/follow.ts";
import type { ServerSetup } from "../series/server-setup.ts";
import type { BegunSeries } from "../series/stored-plan.ts";
import { isImpossible } from "./settle-axes.ts";

/** The context of a measurement that all points of a sweep share. */
export interface PointContext {
  readonly sweep: ParsedSweep;
  readonly fixed: Point;
  /** The objectives that the user gave. */
  readonly objectives: readonly Objective[];
  readonly warmupMs: number;
  readonly begun: BegunSeries;
  readonly host: Host;
  readonly setup: ServerSetup;
  /** What there is to say of how recorded arrivals were read, of all runs so far. */
  readonly trafficNotes: Set<string>;
}

/** The outcome of a measurement at a point. */
export interface MeasuredPoint extends Performed<Measure> {
  /** The histogram of the response times of its ok requests; null where nothing was measured. */
  readonly response: string | null;
}

/**
 * Measures one point, with another run where the machine spoiled it. Runs that are in the folder are taken from
 * there.
 *
 * @returns null when it was interrupted
 * @throws PlimsollError with exit code 2 where the point can never be run
 */
export async function measurePoint(
  id: string,
  planned: Planned,
  context: PointContext,
): Promise<MeasuredPoint | null> {
  const { begun, host, objectives, sweep } = context;
  const { cooldownMs } = sweep.options;
  const point = { ...context.fixed, ...planned.point };
  if (isImpossible(point, sweep.options))
    return { measure: unmeasured(id, planned, 0, "target"), target: null, error: null, response: null };
  try {
    const attempts = await attemptRuns(id, { begun, host, cooldownMs }, (out) =>
      context.setup.setUp(point, runOptionsOf(point, planned, context, out)),
    );
    const last = attempts?.at(-1);
    if (attempts === null || last === undefined) return null;
    for (const note of last.load.notes) context.trafficNotes.add(note);
    return {
      measure: measureOf(id, planned, attempts.length, last, objectives),
      target: last.target,
      error: null,
      response: last.histograms.response,
    };
  } catch (error) {
    if (host.interrupted.aborted) return null;
    // One setting may be more than a server can do; that the rest is measured is what a sweep is for.
    if (!(error instanceof PlimsollError) || error.exitCode !== EXIT.target) throw error;
    return { measure: unmeasured(id, planned, 1, "target"), target: null, error, response: null };
  }
}

/** The options of `plimsoll run` at one point. */
function runOptionsOf(point: Point, planned: Planned, context: PointContext, out: string): RunOptionsInput {
  const duration = formatDurationMs(planned.durationMs);
  const warmup = formatDurationMs(context.warmupMs);
  const traffic = { ...sharedRunOptions(context.sweep.given), ...pointOptions(point) };
  // Equal takes have equal schedules, whatever the point.
  const seed = context.sweep.options.seed + planned.take;
  // Without objectives of the user, each run shows those of its scenario.
  const { objectives } = context;
  const slo = objectives.length === 0 ? {} : { slo: objectives.map(({ text }) => text) };
  return { ...traffic, ...slo, seed, duration, warmup, out };
}
