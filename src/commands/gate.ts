import { resolve } from "node:path";
import {
  type GateOptionsInput,
  gateOptionsSchema,
  type ParsedGate,
  runOptionsOfGate,
} from "../config/gate-options.ts";
import { inputSource } from "../config/merge.ts";
import type { RunOptionsInput } from "../config/run-options.ts";
import { EXIT, type ExitCode } from "../core/errors.ts";
import type { Host } from "../core/host.ts";
import { formatDurationMs } from "../core/units.ts";
import {
  assembleGate,
  confirmationPlan,
  evidenceOfAll,
  failingMetrics,
  type MeasuredPair,
} from "../gate/assemble-gate.ts";
import { machineNoise } from "../gate/control-result.ts";
import type { GateExport } from "../gate/exports/gate-export.ts";
import { GATE_EXPORTS } from "../gate/exports/index.ts";
import type { GatePlan } from "../gate/looks.ts";
import type { GateMetric } from "../gate/metric.ts";
import { nextLook } from "../gate/next-look.ts";
import { createHost } from "../host/real-host.ts";
import { type GateResult, gateResultSchema } from "../result/gate-result.ts";
import { writeReportFile } from "../store/report-file.ts";
import { RESULT_FILE } from "../store/result-folder.ts";
import { beginGate, parseGate } from "./gate/begin-gate.ts";
import { type ChosenLoad, chooseLoad, isLoadOpen, refuseOpenLoad } from "./gate/choose-load.ts";
import { CONTROL_MS, CONTROLS_BEFORE, ControlSeries } from "./gate/control-series.ts";
import { type GateContext, measurePair, type Stage, withResumption } from "./gate/measure-pairs.ts";
import { type PlannedGate, planGate } from "./gate/plan-gate.ts";
import { askedMetrics } from "./gate/ruled-metrics.ts";
import { serverOf } from "./gate/side-server.ts";
import { areSame, type Sides, sidesOf } from "./gate/sides.ts";
import { caveatsOf, type StoredSides, storedSides } from "./gate/stored-sides.ts";
import { commandWords } from "./run/command-words.ts";
import { hidingSecrets, withoutSecrets } from "./run/without-secrets.ts";
import type { BegunSeries } from "./series/stored-plan.ts";

/** What is known of a gate before its first run. */
export interface GateOutlook {
  readonly folder: string;
  readonly plan: GatePlan;
  readonly metrics: readonly GateMetric[];
  readonly confirm: boolean;
  readonly sameSides: boolean;
  /** Whether the baseline's capacity is measured first. */
  readonly findsCapacity: boolean;
  /** Length of one run with its warm-up and pause, ms; servers that are started add what they take. */
  readonly runMs: number;
  /** The runs that are measured for a pair: one where the baseline is stored. */
  readonly runsOfPair: 1 | 2;
  /** The time that the noise of the machine is measured before the first run, ms. */
  readonly noiseMs: number;
}

/** The callbacks that tell of the progress of a gate. */
export interface GateEvents {
  onPlan?(outlook: GateOutlook): void;
  /** Called when it is known how much two identical runs of a null server differ on this machine; null where it did not answer. */
  onNoise?(noise: number | null): void;
  /** Called once the rate is chosen, where nobody gave one. */
  onLoad?(load: ChosenLoad): void;
  /** Called before a pair is measured. */
  onPair?(stage: Stage, number: number, of: number): void;
  onMeasured?(stage: Stage, pair: MeasuredPair, number: number, metrics: readonly GateMetric[]): void;
  /** Called with the result before it is written: a full disk must not take it away. */
  onResult?(result: GateResult): void | Promise<void>;
}

/** The outcome of a gate: its result document, and where it was written. */
export interface GateOutcome {
  readonly result: GateResult;
  readonly exitCode: ExitCode;
  /** The folder with result.json, report.html and every run. */
  readonly folder: string;
  readonly reportPath: string;
}

/**
 * Says whether a candidate is worse than its baseline, by pairs of runs (docs/gate.md).
 *
 * @throws PlimsollError with the documented exit code: usage (2), invalid (3), target (4). What was measured until then is kept, and
 *   `resume` continues from there.
 */
export async function gate(
  input: GateOptionsInput = {},
  host: Host = createHost(),
  events: GateEvents = {},
): Promise<GateOutcome> {
  return gateWith(parseGate([inputSource(input)], host), host, events);
}

/** Runs a gate with options that are parsed already. */
export async function gateWith(
  parsed: ParsedGate,
  host: Host,
  events: GateEvents = {},
): Promise<GateOutcome> {
  return hidingSecrets(async () => {
    const sides = sidesOf(parsed.options);
    const traffic = commonOptions(parsed);
    if (sides.baseline.by === "results") refuseOpenLoad(parsed.given);
    const stored = await storedSides(parsed.options, traffic, host);
    const planned = planGate(parsed.options, askedMetrics(parsed.options, traffic, host), stored);
    const common = { ...traffic, slo: planned.metrics.flatMap(({ objective }) => objective ?? []) };
    const begun = await beginGate(parsed, sides, common, host);
    const control = await ControlSeries.start(begun.folder);
    try {
      return await gateInto(begun, { parsed, sides, planned, common, control, stored }, host, events);
    } catch (error) {
      throw withResumption(error, begun.folder.path, host);
    } finally {
      await control.stop();
      begun.folder.release();
    }
  });
}

/** A gate that is ready to begin. */
interface ReadyGate {
  readonly parsed: ParsedGate;
  readonly sides: Sides;
  readonly planned: PlannedGate;
  readonly common: RunOptionsInput;
  readonly control: ControlSeries;
  readonly stored: StoredSides;
}

/** The options of `plimsoll run` that all runs share. Objectives of a scenario are no business of a gate. */
function commonOptions({ options, given }: ParsedGate): RunOptionsInput {
  return {
    ...runOptionsOfGate(given),
    scenario: options.scenario,
    duration: formatDurationMs(options.durationMs),
    warmup: formatDurationMs(options.warmupMs),
    slo: [],
  };
}

/** Measures a gate that has begun, and writes its result. */
async function gateInto(
  begun: BegunSeries,
  { parsed, sides, planned, common, control, stored }: ReadyGate,
  host: Host,
  events: GateEvents,
): Promise<GateOutcome> {
  const { options, given } = parsed;
  const { folder } = begun;
  const { metrics, plan } = planned;
  const confirm = options.confirm ?? false;
  const sameSides = areSame(sides);
  const runMs = Math.max(CONTROL_MS, options.cooldownMs) + options.warmupMs + options.durationMs;
  const noiseMs = CONTROLS_BEFORE * CONTROL_MS;
  const findsCapacity = isLoadOpen(given);
  events.onPlan?.({
    folder: folder.path,
    plan,
    metrics,
    confirm,
    sameSides,
    findsCapacity,
    runMs,
    noiseMs,
    runsOfPair: stored.baseline === null ? 2 : 1,
  });
  const place = { folder: folder.path, readyTimeoutMs: options.readyTimeoutMs };
  const servers = {
    baseline: serverOf("baseline", sides.baseline, place, host),
    candidate: serverOf("candidate", sides.candidate, place, host),
  };
  // What the control series takes is part of the pause.
  const cooldownMs = Math.max(0, options.cooldownMs - CONTROL_MS);
  const unloaded = {
    begun,
    host,
    cooldownMs,
    servers,
    control,
    common,
    seed: options.seed,
    storedBaseline: stored.baseline,
  };
  const controlBeforeMs = await control.before();
  events.onNoise?.(machineNoise(controlBeforeMs));
  const load = await chooseLoad(given, options, unloaded);
  if (load?.capacityPerSec != null) events.onLoad?.(load);
  const context: GateContext = { ...unloaded, common: { ...common, ...load?.options } };
  const measured =
    load === null
      ? { pairs: [], confirmation: null, isWhole: false }
      : await measureStages(planned, confirm, context, events);
  const assembled = assembleGate({
    plimsollVersion: host.version,
    command: commandWords("gate", gateOptionsSchema, { ...given, resume: undefined, seed: options.seed }),
    startedAt: begun.startedAt,
    partial: !measured.isWhole,
    seed: options.seed,
    environment: { ...begun.environment },
    origin: begun.origin,
    sides: {
      baseline: { by: sides.baseline.by, given: sides.baseline.given },
      candidate: { by: sides.candidate.by, given: sides.candidate.given },
    },
    sameSides,
    metrics,
    plan,
    confirm,
    capacityPerSec: load?.capacityPerSec ?? null,
    phases: { warmupMs: options.warmupMs, measureMs: options.durationMs },
    caveats: caveatsOf(stored),
    controlBeforeMs,
    pairs: measured.pairs,
    confirmation: measured.confirmation,
  });
  const result = withoutSecrets(assembled, gateResultSchema);
  await events.onResult?.(result);
  folder.write(RESULT_FILE, `${JSON.stringify(result, null, 2)}\n`);
  for (const { name, file } of options.report) {
    const { appends = false, render }: GateExport = GATE_EXPORTS[name];
    writeReportFile(resolve(host.cwd, file), render(result), appends);
  }
  const { renderGateReport } = await import("../report/gate/html.ts");
  const reportPath = folder.write("report.html", await renderGateReport(result));
  return { result, exitCode: exitCodeOf(result), folder: folder.path, reportPath };
}

interface MeasuredStages {
  readonly pairs: readonly MeasuredPair[];
  readonly confirmation: readonly MeasuredPair[] | null;
  /** False when it was interrupted. */
  readonly isWhole: boolean;
}

/** Measures the pairs of a gate, and where it fails and that is to be confirmed, fresh ones. */
async function measureStages(
  { metrics, plan }: PlannedGate,
  confirm: boolean,
  context: GateContext,
  events: GateEvents,
): Promise<MeasuredStages> {
  const { pairs, isWhole } = await measureStage("gate", plan, metrics, context, events);
  const failing = isWhole && confirm ? failingMetrics(plan, metrics, pairs) : [];
  if (failing.length === 0) return { pairs, confirmation: null, isWhole };
  const again = await measureStage("confirmation", confirmationPlan(plan), failing, context, events);
  return { pairs, confirmation: again.pairs, isWhole: again.isWhole };
}

/** Measures pairs until the plan says that they are enough. */
async function measureStage(
  stage: Stage,
  plan: GatePlan,
  metrics: readonly GateMetric[],
  context: GateContext,
  events: GateEvents,
): Promise<{ pairs: MeasuredPair[]; isWhole: boolean }> {
  const pairs: MeasuredPair[] = [];
  for (;;) {
    const next = nextLook(plan, evidenceOfAll(metrics, pairs));
    if (next === null) return { pairs, isWhole: true };
    events.onPair?.(stage, pairs.length, next);
    const pair = await measurePair(stage, pairs.length, context);
    if (pair === null) return { pairs, isWhole: false };
    pairs.push(pair);
    events.onMeasured?.(stage, pair, pairs.length, metrics);
  }
}

/** The exit code of a gate: an interruption first, then what it shows; a gate that shows nothing makes no claim. */
function exitCodeOf({ partial, verdict }: GateResult): ExitCode {
  if (partial) return EXIT.interrupted;
  if (verdict.answer === "pass") return EXIT.ok;
  return verdict.answer === "fail" ? EXIT.objectiveFailed : EXIT.invalid;
}
