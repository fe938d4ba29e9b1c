import { join, relative } from "node:path";
import type { CalibrateOptions } from "../../config/calibrate-options.ts";
import { inputSource } from "../../config/merge.ts";
import type { ParsedSweep } from "../../config/sweep-options.ts";
import { EXIT, PlimsollError } from "../../core/errors.ts";
import { plural } from "../../core/format.ts";
import type { Host } from "../../core/host.ts";
import type { Measure } from "../../result/measure.ts";
import type { CalibrationRun } from "../../simulator/calibration/rows-of-runs.ts";
import { type AxisName, gridOf } from "../../sweep/axes.ts";
import type { Planned } from "../../sweep/measure.ts";
import { rising } from "../../sweep/rising.ts";
import type { SweepPlan } from "../../sweep/strategy.ts";
import { hidingSecrets } from "../run/without-secrets.ts";
import { chooseSetup } from "../series/choose-setup.ts";
import type { SeriesEvents } from "../series/follow.ts";
import type { BegunSeries } from "../series/stored-plan.ts";
import { type BegunPoints, beginPoints, phasesOf } from "../sweep/begin-points.ts";
import { type MeasuredPoints, measureAll } from "../sweep/measure-all.ts";
import { parseSweep } from "../sweep/parse-sweep.ts";

/** What is measured where nobody says it: long enough for hundreds of executions, short enough to be made before every simulation. */
const DEFAULTS = { scenario: "steady", batch: "1,2,4,8,16,32", duration: "5s", warmup: "1s" };

/** The plan of a calibration, before anything is measured. */
export interface CalibrationPlan {
  readonly batches: readonly string[];
  /** Lengths of the requests; empty where they have none. */
  readonly lengths: readonly string[];
  readonly runs: number;
  /** Time that all runs take if none is repeated, ms. */
  readonly totalMs: number;
  readonly folder: string;
}

/** The callbacks that tell of the progress of a calibration. */
export interface CalibrationEvents extends SeriesEvents<Planned, Measure> {
  onPlan?(plan: CalibrationPlan): void;
}

/** The runs of a calibration, and the folder that they lie in. */
export interface MeasuredServer {
  readonly runs: readonly CalibrationRun[];
  readonly folder: string;
  /** What was not measured, and why, in sentences. */
  readonly notes: readonly string[];
}

/**
 * Measures a server by closed loops of one user, batch by batch, as points of a sweep: each run is one that `plimsoll run` would
 * make, and an interrupted calibration is resumed as a sweep is.
 *
 * @throws PlimsollError with the documented exit code: usage (2), invalid (3), target (4), interrupted (130)
 */
export async function measureServer(
  options: CalibrateOptions,
  host: Host,
  events: CalibrationEvents,
): Promise<MeasuredServer> {
  return hidingSecrets(async () => {
    const points = await beginPoints("calibration", sweepOf(options, host), host);
    const { begun } = points;
    try {
      const measured = await measurePoints(points, host, events);
      return { ...runsOf(measured, begun), folder: begun.folder.path };
    } finally {
      begun.folder.release();
    }
  });
}

/** The points of a calibration as options of a sweep; those of a resumed one stand in its plan. */
function sweepOf(options: CalibrateOptions, host: Host): ParsedSweep {
  const { url, target, model, batches: batch, duration, warmup, seed, lateness, header, resume } = options;
  const { sequenceLengths: sequenceLength } = options;
  const asked = { url, target, model, batch, duration, warmup, seed, lateness, header, resume };
  const out = options.out === undefined ? {} : { out: options.out };
  const given = Object.entries({ ...asked, sequenceLength, ...out }).filter(
    ([, value]) => value !== undefined,
  );
  const defaults = resume === undefined ? { ...DEFAULTS, concurrency: "1", confirm: 0 } : {};
  return parseSweep([inputSource({ ...defaults, ...Object.fromEntries(given) })], host);
}

async function measurePoints(
  { parsed, settled, begun }: BegunPoints,
  host: Host,
  events: CalibrationEvents,
): Promise<MeasuredPoints> {
  const { options } = parsed;
  const { warmupMs, measureMs } = phasesOf(options);
  const { axes, fixed } = settled;
  const runs = gridOf(axes).length;
  const valuesOf = (wanted: AxisName) =>
    axes.find(({ name }) => name === wanted)?.values ?? [fixed[wanted] ?? []].flat();
  const [batches, lengths] = [valuesOf("batch"), valuesOf("sequenceLength")];
  const totalMs = runs * (warmupMs + measureMs + options.cooldownMs);
  events.onPlan?.({ batches, lengths, runs, totalMs, folder: begun.folder.path });
  const setup = chooseSetup(options, join(begun.folder.path, "hook.log"), host);
  const context = {
    ...{ sweep: parsed, fixed, objectives: [], warmupMs, begun, host, setup },
    trafficNotes: new Set<string>(),
  };
  const plan: SweepPlan = {
    ...{ axes, seed: options.seed, durationMs: measureMs, warmupMs, repeats: 1, tolerance: 0, barred: [] },
    goal: { wish: options.goal, slo: [], accuracy: null },
  };
  return measureAll(rising, plan, context, events);
}

/** The valid runs of the points that were measured. @throws PlimsollError where there are none, or it was interrupted */
function runsOf({ measures, stopReason }: MeasuredPoints, { folder, planSha256 }: BegunSeries) {
  if (stopReason === null)
    throw new PlimsollError(
      EXIT.interrupted,
      `interrupted when ${plural(measures.length, "run was", "runs were")} measured; they lie in ${folder.path}`,
      `go on by plimsoll calibrate --resume ${folder.path}`,
    );
  const runs = measures.flatMap(({ id, valid, attempts }) => {
    const result = valid ? folder.attempts(id, planSha256).at(-1) : undefined;
    if (result === undefined) return [];
    return [{ path: relative(folder.path, folder.attemptPath(id, attempts)), result }];
  });
  const failed = measures.filter(({ valid }) => !valid);
  const notes = failed.map(
    ({ point, reasons }) =>
      `Batches of ${point.batch ?? "one size"} are left out: ${reasons.includes("target") ? "the server refused them" : `INVALID (${reasons.join(", ")})`}.`,
  );
  if (runs.length > 0) return { runs, notes };
  throw new PlimsollError(
    EXIT.invalid,
    `no run of the calibration is valid: ${notes.join(" ")}`,
    `see the reports in ${folder.path}, and measure on a quiet machine, for longer with --duration`,
  );
}
