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
import { assembleGate } from "../gate/assemble-gate.ts";
import { machineNoise } from "../gate/control-result.ts";
import type { GateExport } from "../gate/exports/gate-export.ts";
import { GATE_EXPORTS } from "../gate/exports/index.ts";
import type { GatePlan } from "../gate/looks.ts";
import type { GateMetric } from "../gate/metric.ts";
import { createHost } from "../host/real-host.ts";
import { type GateResult, gateResultSchema } from "../result/gate-result.ts";
import { checkReportFile, writeReportFile } from "../store/report-file.ts";
import { RESULT_FILE } from "../store/result-folder.ts";
import { beginGate, parseGate } from "./gate/begin-gate.ts";
import { type ChosenLoad, chooseLoad, isLoadOpen, refuseOpenLoad } from "./gate/choose-load.ts";
import { CONTROL_MS, CONTROLS_BEFORE, ControlSeries } from "./gate/control-series.ts";
import type { GateContext } from "./gate/gate-context.ts";
import { type GateSearch, gateSearch } from "./gate/gate-search.ts";
import { withResumption } from "./gate/measure-pairs.ts";
import { measureStages, type StageEvents } from "./gate/measure-stages.ts";
import { type PlannedGate, planGate } from "./gate/plan-gate.ts";
import { askedMetrics } from "./gate/ruled-metrics.ts";
import { type SearchRule, searchesResult, searchRuleOf } from "./gate/search-rule.ts";
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
  /** Length of one run with its warm-up and pause, ms; servers that are started add what they take. Null where searches take their place. */
  readonly runMs: number | null;
  /** The runs that are measured for a pair: one where the baseline is stored. */
  readonly runsOfPair: 1 | 2;
  /** The time that the noise of the machine is measured before the first run, ms. */
  readonly noiseMs: number;
}

/** The callbacks that tell of the progress of a gate. */
export interface GateEvents extends StageEvents {
  onPlan?(outlook: GateOutlook): void;
  /** Called when it is known how much two identical runs of a null server differ on this machine; null where it did not answer. */
  onNoise?(noise: number | null): void;
  /** Called once the rate is chosen, where nobody gave one. */
  onLoad?(load: ChosenLoad): void;
  /** Called before the first search for load lines, when it is known what they take at most. */
  onSearch?(rule: SearchRule, pairs: { readonly first: number; readonly most: number }): void;
  /** Called before a probe of a search is made. @param made probes of it so far */
  onProbe?: GateContext["onProbe"];
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
    const search = gateSearch(parsed, host);
    if (sides.baseline.by === "results") refuseOpenLoad(parsed.given);
    const stored = await storedSides(parsed.options, traffic, host);
    const asked = askedMetrics(parsed.options, traffic, host, search?.usual);
    const planned = planGate(parsed.options, asked, stored, search);
    const common = { ...traffic, slo: planned.metrics.flatMap(({ objective }) => objective ?? []) };
    for (const { file } of parsed.options.report) checkReportFile(resolve(host.cwd, file));
    const begun = await beginGate(parsed, sides, common, host);
    const control = await ControlSeries.start(begun.folder);
    try {
      const ready = { parsed, sides, planned, common, control, stored, search };
      return await gateInto(begun, ready, host, events);
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
  readonly search: GateSearch | null;
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
  { parsed, sides, planned, common, control, stored, search }: ReadyGate,
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
    runMs: search === null ? runMs : null,
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
    search: null,
    ...(events.onProbe === undefined ? {} : { onProbe: events.onProbe }),
  };
  const controlBeforeMs = await control.before();
  events.onNoise?.(machineNoise(controlBeforeMs));
  const load = await chooseLoad(given, options, unloaded);
  if (load?.capacityPerSec != null) events.onLoad?.(load);
  const rule = search === null || load === null ? null : searchRule(search, load, planned, parsed);
  if (rule !== null) events.onSearch?.(rule, pairsOf(plan, confirm));
  const context: GateContext = {
    ...unloaded,
    search: rule,
    common: { ...common, ...load?.options },
  };
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
    search: rule === null ? null : searchesResult(rule),
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

/** How load lines are searched, from the rate that was given or that the baseline's capacity says. */
function searchRule(
  search: GateSearch,
  { options: { rate }, capacityPerSec }: ChosenLoad,
  { metrics }: PlannedGate,
  { options }: ParsedGate,
): SearchRule {
  const firstPerSec = rate ?? options.rate ?? search.ready.ratePerSec;
  return searchRuleOf(search, metrics, options, { firstPerSec, peakPerSec: capacityPerSec });
}

/** The pairs of a gate: those before its first look, and the most. */
function pairsOf({ looks }: GatePlan, confirm: boolean): { readonly first: number; readonly most: number } {
  const [first = 0] = looks;
  return { first, most: (looks.at(-1) ?? first) + (confirm ? first : 0) };
}

/** The exit code of a gate: an interruption first, then what it shows; a gate that shows nothing makes no claim. */
function exitCodeOf({ partial, verdict }: GateResult): ExitCode {
  if (partial) return EXIT.interrupted;
  if (verdict.answer === "pass") return EXIT.ok;
  return verdict.answer === "fail" ? EXIT.objectiveFailed : EXIT.invalid;
}
