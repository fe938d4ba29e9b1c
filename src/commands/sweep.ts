import { join, resolve } from "node:path";
import { durationMs } from "../config/duration.ts";
import { ACCURACY_LEVELS, type SweepOptions, type SweepOptionsInput } from "../config/sweep-options.ts";
import { EXIT, type ExitCode } from "../core/errors.ts";
import type { Host } from "../core/host.ts";
import { createHost } from "../host/real-host.ts";
import { parseSlo } from "../scenario/slo.ts";
import type { RunResult } from "../stats/run-result.ts";
import { findModel } from "../store/model-library.ts";
import { loadScenario } from "../store/scenario-library.ts";
import { SweepFolder } from "../store/sweep-folder.ts";
import { adaptive } from "../sweep/adaptive.ts";
import { axisOf, gridOf, keyOf } from "../sweep/axes.ts";
import { measuresCsv } from "../sweep/csv.ts";
import { fullGrid } from "../sweep/full.ts";
import type { Measure, Planned } from "../sweep/measure.ts";
import type { Strategy, SweepPlan } from "../sweep/strategy.ts";
import type { SweepResult, VariantAccuracy } from "../sweep/sweep-result.ts";
import { variantsOf } from "../sweep/variants.ts";
import { describeEnvironment } from "../telemetry/environment.ts";
import { serverSetup } from "./server-settings.ts";
import { assembleSweep } from "./sweep/assemble-sweep.ts";
import { measurePoint, type PointContext } from "./sweep/measure-point.ts";
import { type SettledAxes, settleAxes } from "./sweep/settle-axes.ts";
import { keepPlan, settleSweepOptions, storedOptions } from "./sweep/stored-plan.ts";
import { sweepAccuracy } from "./sweep/sweep-accuracy.ts";

const DEFAULT_DURATION = "10s";
const DEFAULT_WARMUP = "2s";
/** A server that failed at so many points in a row is gone. */
const MOST_TARGET_ERRORS = 3;

interface Measured {
  readonly measures: readonly Measure[];
  /** What the first run said of the server; null when none could. */
  readonly target: RunResult["target"] | null;
  /** Null when it was interrupted. */
  readonly stopReason: string | null;
}

const NOTHING: Measured = { measures: [], target: null, stopReason: null };
const INTERRUPTED = { accuracy: [], absent: "it was interrupted" };

/** What a sweep tells while it goes on. */
export interface SweepEvents {
  onPlan?(plan: SweepPlan, folder: string): void;
  /** The accuracy of a variant is about to be measured. */
  onVariant?(variant: string): void;
  onPoint?(planned: Planned, measured: readonly Measure[]): void;
  onMeasure?(measure: Measure, measured: readonly Measure[]): void;
}

export interface SweepOutcome {
  readonly result: SweepResult;
  readonly exitCode: ExitCode;
  /** Folder with result.json, points.csv, report.html and every point's run. */
  readonly folder: string;
  readonly reportPath: string;
}

/**
 * Measures a grid of settings, or searches in it for the best, and writes what each was worth.
 *
 * @throws PlimsollError with the documented exit code: usage (2), target (4). What was measured until then is kept, and
 *   `resume` goes on from there.
 */
export async function sweep(
  input: SweepOptionsInput = {},
  host: Host = createHost(),
  events: SweepEvents = {},
): Promise<SweepOutcome> {
  const options = settleSweepOptions([{ values: input, spell: (option) => option }], host);
  const settled = settleAxes(options, host.cwd, host.packageRoot);
  const slo = objectivesOf(options, settled, host);
  const now = new Date(host.wallClockMs()).toISOString();
  const stamp = now.slice(0, 19).replaceAll(":", "-");
  const folder = new SweepFolder(
    resolve(host.cwd, options.resume ?? options.out ?? `reports/${stamp}-sweep`),
  );
  const environment = await describeEnvironment();
  const begun = {
    startedAt: now,
    plimsollVersion: host.version,
    ...storedOptions(options),
    environment,
    models: modelsOf(options, settled, host),
  };
  const startedAt = keepPlan(folder, begun, options.resume !== undefined);
  const setup = serverSetup(options, join(folder.path, "hook.log"), host);
  try {
    const accuracies = await sweepAccuracy(options, settled, setup, folder, host, (variant) =>
      events.onVariant?.(variant),
    );
    const plan = planOf(options, settled, slo, accuracies?.accuracy ?? []);
    events.onPlan?.(plan, folder.path);
    const { warmupMs } = plan;
    const context: PointContext = { options, fixed: settled.fixed, slo, warmupMs, folder, host, setup };
    const strategy = options.adaptive ? adaptive : fullGrid;
    const measured = accuracies === null ? NOTHING : await measureAll(strategy, plan, context, events);
    const about = { options, settled, plan, startedAt, environment, ...measured, host };
    const result = assembleSweep({ ...about, accuracies: accuracies ?? INTERRUPTED });
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
  slo: string[],
  accuracy: readonly VariantAccuracy[],
): SweepPlan {
  const goal = { wish: options.goal, slo, accuracy: ACCURACY_LEVELS[options.accuracy] };
  return {
    axes,
    goal,
    seed: options.seed,
    durationMs: durationMs(options.duration ?? DEFAULT_DURATION),
    warmupMs: durationMs(options.warmup ?? DEFAULT_WARMUP),
    repeats: options.repeats,
    tolerance: Number.parseFloat(options.tolerance) / 100,
    barred: [...(variantsOf(axes, goal, accuracy)?.barred.keys() ?? [])],
  };
}

/** Returns the path of the report. */
async function writeSweep(folder: SweepFolder, { axes }: SweepPlan, result: SweepResult): Promise<string> {
  folder.write("result.json", `${JSON.stringify(result, null, 2)}\n`);
  folder.write("points.csv", measuresCsv(axes, result.measures, result.price.currency));
  const { renderSweepReport } = await import("../report/sweep-html.ts");
  return folder.write("report.html", await renderSweepReport(result));
}

/** Interrupted before nothing valid before nothing that holds the objectives. */
function exitCodeOf({ partial, points, best }: SweepResult): ExitCode {
  if (partial) return EXIT.interrupted;
  if (points.every(({ state }) => state === "invalid")) return EXIT.invalid;
  return best === null ? EXIT.objectiveFailed : EXIT.ok;
}

/** Asks the strategy, measures what it says, until it stops, the user does, or the server is gone. */
async function measureAll(
  strategy: Strategy,
  plan: SweepPlan,
  context: PointContext,
  events: SweepEvents,
): Promise<Measured> {
  const indexOf = new Map(gridOf(plan.axes).map((point, index) => [keyOf(point), index]));
  const measures: Measure[] = [];
  let target: RunResult["target"] | null = null;
  let targetErrors = 0;
  for (;;) {
    const decision = strategy(plan, measures);
    if (decision.kind === "stop") return { measures, target, stopReason: decision.reason };
    const { next } = decision;
    events.onPoint?.(next, measures);
    const measured = await measurePoint(idOf(next, indexOf.get(keyOf(next.point)) ?? 0), next, context);
    if (measured === null) return { measures, target, stopReason: null };
    target ??= measured.target;
    targetErrors = measured.error === null ? 0 : targetErrors + 1;
    // At the first point nothing has shown yet that the server can be measured at all.
    if (measured.error !== null && (measures.length === 0 || targetErrors === MOST_TARGET_ERRORS))
      throw measured.error;
    measures.push(measured.measure);
    events.onMeasure?.(measured.measure, measures);
  }
}

/** A name for a folder: its place in the grid, its values to be read, its take. */
function idOf({ point, take, durationMs }: Planned, index: number): string {
  const values = Object.values(point).map((value) => value.replace(/[^\w.]+/g, "_"));
  return [String(index).padStart(4, "0"), ...values, `${durationMs}ms`, take + 1].join("-").slice(0, 200);
}

function objectivesOf(options: SweepOptions, { axes, fixed }: SettledAxes, host: Host): string[] {
  const scenario = fixed.scenario ?? axes.find(({ name }) => name === "scenario")?.values[0] ?? "steady";
  const objectives = options.slo ?? loadScenario(scenario, host.cwd, host.packageRoot).slo;
  return objectives.map((objective) => parseSlo(objective)?.text ?? objective);
}

/** SHA-256 of the files that the embedded server will be given. */
function modelsOf({ url }: SweepOptions, { axes, fixed }: SettledAxes, host: Host): Record<string, string> {
  if (url !== undefined) return {};
  const variants = axisOf(axes, "variant");
  const values = variants?.values.map((value) => ({ ...fixed, [variants.name]: value })) ?? [fixed];
  return Object.fromEntries(
    values.map(({ model = "digits", precision = "fp32" }) => [
      `${model} ${precision}`,
      findModel(model, precision, host.cwd, host.packageRoot).sha256,
    ]),
  );
}
