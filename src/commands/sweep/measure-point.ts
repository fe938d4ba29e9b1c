import { setTimeout as sleep } from "node:timers/promises";
import { durationMs } from "../../config/duration.ts";
import type { RunOptionsInput } from "../../config/run-options.ts";
import { pointOptions, type SweepOptions, sharedRunOptions } from "../../config/sweep-options.ts";
import { EXIT, PlimsollError } from "../../core/errors.ts";
import type { Host } from "../../core/host.ts";
import { formatDurationMs } from "../../core/units.ts";
import type { RunResult } from "../../stats/run-result.ts";
import type { SweepFolder } from "../../store/sweep-folder.ts";
import type { Point } from "../../sweep/axes.ts";
import { type Measure, measureOf, type Planned, unmeasured } from "../../sweep/measure.ts";
import { measureRun } from "../run.ts";

/** Runs at a point before it is marked invalid. */
const MOST_ATTEMPTS = 2;
/** What another run may not suffer from: the machine's moods, not the load. */
const PASSING = ["machine-stalls", "late", "generator-busy", "clock-step", "not-steady", "little"];

/** What the points of a sweep have in common. */
export interface PointContext {
  readonly options: SweepOptions;
  readonly fixed: Point;
  readonly slo: string[];
  readonly folder: SweepFolder;
  readonly host: Host;
  /** Sets the server up for a point. */
  readonly prepare: (point: Point) => Promise<void>;
}

/** What became of a point. */
export interface MeasuredPoint {
  readonly measure: Measure;
  /** What its run said of the server; null where it failed. */
  readonly target: RunResult["target"] | null;
  readonly error: PlimsollError | null;
}

/**
 * Runs one point, again where the machine spoiled it; what is in the folder already is taken from there.
 *
 * @returns null when it was interrupted
 * @throws PlimsollError with exit code 2 where the point can never be run
 */
export async function measurePoint(
  id: string,
  planned: Planned,
  context: PointContext,
): Promise<MeasuredPoint | null> {
  const { folder, host, slo, options } = context;
  const attempts = folder.attempts(id);
  while (!isDone(attempts)) {
    try {
      await sleep(durationMs(options.cooldown), undefined, { signal: host.interrupted });
      const point = { ...context.fixed, ...planned.point };
      await context.prepare(point);
      const out = folder.attemptPath(id, attempts.length + 1);
      const { result } = await measureRun(runOptionsOf(options, point, planned, out), host);
      if (result.partial) return null;
      attempts.push(result);
    } catch (error) {
      if (host.interrupted.aborted) return null;
      // One setting may be more than a server can do; that the rest is measured is what a sweep is for.
      if (!(error instanceof PlimsollError) || error.exitCode !== EXIT.target) throw error;
      return { measure: unmeasured(id, planned, attempts.length + 1, "target"), target: null, error };
    }
  }
  const last = attempts.at(-1) as RunResult;
  return { measure: measureOf(id, planned, attempts.length, last, slo), target: last.target, error: null };
}

function isDone(attempts: readonly RunResult[]): boolean {
  const last = attempts.at(-1);
  if (last === undefined) return false;
  if (last.verdict.valid || attempts.length >= MOST_ATTEMPTS) return true;
  return last.verdict.reasons.some(({ code }) => !PASSING.includes(code));
}

/** What `plimsoll run` is told for one point. The same take has the same schedule at every point. */
function runOptionsOf(
  options: SweepOptions,
  point: Point,
  { take, durationMs }: Planned,
  out: string,
): RunOptionsInput {
  const duration = formatDurationMs(durationMs);
  return { ...sharedRunOptions(options), ...pointOptions(point), duration, seed: options.seed + take, out };
}
