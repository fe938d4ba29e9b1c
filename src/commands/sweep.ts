import { join } from "node:path";
import { inputSource } from "../config/merge.ts";
import {
  ACCURACY_LEVELS,
  type ParsedSweep,
  type SweepOptions,
  type SweepOptionsInput,
} from "../config/sweep-options.ts";
import { EXIT, type ExitCode, usageError } from "../core/errors.ts";
import type { Host } from "../core/host.ts";
import { createHost } from "../host/real-host.ts";
import type { Objective } from "../result/objective.ts";
import { type SweepResult, sweepResultSchema, type VariantAccuracy } from "../result/sweep-result.ts";
import { RESULT_FILE } from "../store/result-folder.ts";
import type { SeriesFolder } from "../store/series-folder.ts";
import { bestOf } from "../sweep/adaptive/best.ts";
import { adaptive } from "../sweep/adaptive.ts";
import { keyOf } from "../sweep/axes.ts";
import { confirming } from "../sweep/confirm.ts";
import { measuresCsv } from "../sweep/csv.ts";
import { fullGrid } from "../sweep/full.ts";
import type { SweepPlan } from "../sweep/strategy.ts";
import { variantsOf } from "../sweep/variants.ts";
import { hidingSecrets, withoutSecrets } from "./run/without-secrets.ts";
import { chooseSetup } from "./series/choose-setup.ts";
import type { BegunSeries } from "./series/stored-plan.ts";
import { assembleSweep } from "./sweep/assemble-sweep.ts";
import { beginPoints, phasesOf } from "./sweep/begin-points.ts";
import { type MeasuredPoints, measureAll, type SweepEvents } from "./sweep/measure-all.ts";
import type { PointContext } from "./sweep/measure-point.ts";
import { parseSweep } from "./sweep/parse-sweep.ts";
import type { SettledAxes } from "./sweep/settle-axes.ts";
import { sweepAccuracy } from "./sweep/sweep-accuracy.ts";

const NOTHING: MeasuredPoints = { measures: [], target: null, stopReason: null, responses: new Map() };
const INTERRUPTED = { accuracy: [], absent: "it was interrupted" };

/** The outcome of a sweep: its result document, and where it was written. */
export interface SweepOutcome {
  readonly result: SweepResult;
  readonly exitCode: ExitCode;
  /** The folder with result.json, points.csv, report.html and every point's run. */
  readonly folder: string;
  readonly reportPath: string;
}

/**
 * Measures a grid of settings, or searches it for the best one, and writes result, table and report.
 *
 * @throws PlimsollError with the documented exit code: usage (2), target (4). What was measured until then is kept,
 *   and `resume` continues from there.
 */
export async function sweep(
  input: SweepOptionsInput = {},
  host: Host = createHost(),
  events: SweepEvents = {},
): Promise<SweepOutcome> {
  return sweepWith(parseSweep([inputSource(input)], host), host, events);
}

/** Runs a sweep with options that are parsed already. */
export async function sweepWith(
  asked: ParsedSweep,
  host: Host,
  events: SweepEvents = {},
): Promise<SweepOutcome> {
  return hidingSecrets(() => measureSweep(asked, host, events));
}

async function measureSweep(asked: ParsedSweep, host: Host, events: SweepEvents): Promise<SweepOutcome> {
  if (asked.options.preset !== undefined)
    throw usageError(
      `preset ${asked.options.preset} is not a sweep of axes, and the library does not run it`,
      `run plimsoll sweep --preset ${asked.options.preset}, or leave it out`,
    );
  const { parsed, settled, resolved, begun } = await beginPoints("sweep", asked, host);
  const { options } = parsed;
  const objectives = options.slo ?? [];
  try {
    const scenarioSlo = options.slo === undefined ? [...new Set(resolved.flatMap(({ slo }) => slo))] : [];
    return await sweepInto(begun, parsed, { settled, objectives, scenarioSlo }, host, events);
  } finally {
    begun.folder.release();
  }
}

/** What a sweep is to measure, and the objectives that it chooses by. */
interface Asked {
  readonly settled: SettledAxes;
  readonly objectives: readonly Objective[];
  /** Texts of the objectives that only the scenarios bring. */
  readonly scenarioSlo: readonly string[];
}

/** Measures a sweep that has begun, and writes its files. */
async function sweepInto(
  begun: BegunSeries,
  parsed: ParsedSweep,
  { settled, objectives, scenarioSlo }: Asked,
  host: Host,
  events: SweepEvents,
): Promise<SweepOutcome> {
  const { options } = parsed;
  const { folder } = begun;
  const setup = chooseSetup(options, join(folder.path, "hook.log"), host);
  try {
    const accuracies = await sweepAccuracy(parsed, settled, setup, begun, host, (variant) =>
      events.onVariant?.(variant),
    );
    const plan = planOf(options, settled, objectives, accuracies?.accuracy ?? []);
    events.onPlan?.(plan, options.adaptive, folder.path, options.confirm);
    const { warmupMs } = plan;
    const { fixed } = settled;
    const trafficNotes = new Set<string>();
    const shared = { begun, host, setup, trafficNotes };
    const context: PointContext = { sweep: parsed, fixed, objectives, warmupMs, ...shared };
    const strategy = confirming(options.adaptive ? adaptive : fullGrid, {
      runs: options.confirm,
      reference: variantsOf(plan.axes, plan.goal, accuracies?.accuracy ?? [])?.reference,
      ...(options.adaptive ? { settle: bestOf } : {}),
    });
    const measured = accuracies === null ? NOTHING : await measureAll(strategy, plan, context, events);
    const about = { sweep: parsed, settled, scenarioSlo, plan, begun, ...measured, trafficNotes, host };
    const assembled = assembleSweep({ ...about, accuracies: accuracies ?? INTERRUPTED });
    const result = withoutSecrets(assembled, sweepResultSchema);
    await events.onResult?.(result);
    const reportPath = await writeSweep(folder, plan, result);
    await setup.restore();
    return { result, exitCode: exitCodeOf(result), folder: folder.path, reportPath };
  } catch (error) {
    // What went wrong first is what the user must know.
    await setup.restore().catch(() => undefined);
    throw error;
  }
}

function planOf(
  options: SweepOptions,
  { axes }: SettledAxes,
  objectives: readonly Objective[],
  accuracy: readonly VariantAccuracy[],
): SweepPlan {
  const slo = objectives.map(({ text }) => text);
  const goal = { wish: options.goal, slo, accuracy: ACCURACY_LEVELS[options.accuracy] };
  const { warmupMs, measureMs } = phasesOf(options);
  return {
    axes,
    goal,
    seed: options.seed,
    durationMs: measureMs,
    warmupMs,
    repeats: options.repeats,
    tolerance: options.tolerance,
    barred: [...(variantsOf(axes, goal, accuracy)?.barred.keys() ?? [])],
  };
}

/** Writes the files of a sweep and returns the path of the report. */
async function writeSweep(folder: SeriesFolder, { axes }: SweepPlan, result: SweepResult): Promise<string> {
  folder.write(RESULT_FILE, `${JSON.stringify(result, null, 2)}\n`);
  folder.write("points.csv", measuresCsv(axes, result.measures, result.price.currency));
  const { renderSweepReport } = await import("../report/sweep/html.ts");
  return folder.write("report.html", await renderSweepReport(result));
}

/**
 * The exit code of a sweep: interruption before lack of valid points, that before missed objectives, and those before a best point
 * that is not shown to hold them.
 */
function exitCodeOf({ partial, points, best }: SweepResult): ExitCode {
  if (partial) return EXIT.interrupted;
  if (points.every(({ state }) => state === "invalid")) return EXIT.invalid;
  if (best === null) return EXIT.objectiveFailed;
  const summary = points.find(({ point }) => keyOf(point) === keyOf(best.point));
  return summary?.answer === "not shown" ? EXIT.invalid : EXIT.ok;
}
