import { findLine } from "../capacity/find-line.ts";
import { probeOf } from "../capacity/measured-probe.ts";
import type { LinePlan, PlannedProbe } from "../capacity/probe.ts";
import { lengthsAt, lowestPerSec, type ProbeLengths } from "../capacity/probe-length.ts";
import type { CapacityOptionsInput, ParsedCapacity } from "../config/capacity-options.ts";
import { inputSource } from "../config/merge.ts";
import { EXIT, type ExitCode } from "../core/errors.ts";
import type { Host } from "../core/host.ts";
import { createHost } from "../host/real-host.ts";
import { type CapacityProbe, type CapacityResult, capacityResultSchema } from "../result/capacity-result.ts";
import { RESULT_FILE } from "../store/result-folder.ts";
import { assembleSearch } from "./capacity/assemble-search.ts";
import { makeProbe, type ProbeContext } from "./capacity/make-probe.ts";
import { measurePeak, type PeakRun } from "./capacity/measure-peak.ts";
import { beginCapacity, parseCapacity } from "./capacity/parse-capacity.ts";
import { type ReadySearch, readySearch } from "./capacity/ready-search.ts";
import { hidingSecrets, withoutSecrets } from "./run/without-secrets.ts";
import { type Followed, follow, type SeriesEvents } from "./series/follow.ts";
import { digestGivenFiles } from "./series/given-files.ts";
import type { BegunSeries } from "./series/stored-plan.ts";

/** The callbacks that tell of the progress of a search. */
export interface CapacityEvents extends SeriesEvents<PlannedProbe, CapacityProbe> {
  /** Called before anything is sent. */
  onBegin?(about: { readonly search: ReadySearch; readonly folder: string }): void;
  /** Called before the first probe, with what the search may take at most. */
  onPlan?(plan: LinePlan, lengths: ProbeLengths, warmupMs: number): void;
  /** Called with the result before its files are written: a full disk must not take it away. */
  onResult?(result: CapacityResult): void | Promise<void>;
}

/** The outcome of a search for a load line: its result document, and where it was written. */
export interface CapacityOutcome {
  readonly result: CapacityResult;
  readonly exitCode: ExitCode;
  /** The folder with result.json, report.html and every run. */
  readonly folder: string;
  readonly reportPath: string;
}

/** Share of the peak at which a search begins: half of it, and a little more, since lines are rarely below. */
const FIRST_SHARE = 0.55;
/** Highest rate that is probed, the most that a run takes. */
const HIGHEST_PER_SEC = 1_000_000;

/**
 * Searches the highest load at which the objectives are shown to hold, and writes result and report.
 *
 * @throws PlimsollError with the documented exit code: usage (2), target (4). What was measured until then is kept,
 *   and `resume` continues from there.
 */
export async function capacity(
  input: CapacityOptionsInput = {},
  host: Host = createHost(),
  events: CapacityEvents = {},
): Promise<CapacityOutcome> {
  return capacityWith(parseCapacity([inputSource(input)], host), host, events);
}

/** Searches with options that are parsed already. */
export async function capacityWith(
  parsed: ParsedCapacity,
  host: Host,
  events: CapacityEvents = {},
): Promise<CapacityOutcome> {
  return hidingSecrets(async () => {
    const search = readySearch(parsed, host);
    const { body, proto } = parsed.options;
    const scenarios = [parsed.options.scenario];
    const files = digestGivenFiles({ scenarios, resolved: [search.scenario], body, proto }, host);
    const begun = await beginCapacity(parsed, { models: search.models, files }, host);
    try {
      return await searchInto(begun, search, host, events);
    } finally {
      begun.folder.release();
    }
  });
}

/** Searches in a series that has begun, and writes its files. */
async function searchInto(
  begun: BegunSeries,
  search: ReadySearch,
  host: Host,
  events: CapacityEvents,
): Promise<CapacityOutcome> {
  const { folder } = begun;
  const context: ProbeContext = { begun, host, search, peakToMean: new Map(), itemsPerRequest: new Map() };
  events.onBegin?.({ search, folder: folder.path });
  const peak = await measurePeak(context);
  const plan = planOf(search, peak);
  const rule = { ...search.lengths, firstPerSec: plan.firstPerSec };
  const followed = peak === "interrupted" ? INTERRUPTED : await followLine(plan, rule, context, events);
  const result = withoutSecrets(
    assembleSearch({ search, begun, plan, rule, peak, followed, context, host }),
    capacityResultSchema,
  );
  await events.onResult?.(result);
  folder.write(RESULT_FILE, `${JSON.stringify(result, null, 2)}\n`);
  const { renderCapacityReport } = await import("../report/capacity/html.ts");
  const reportPath = folder.write("report.html", await renderCapacityReport(result));
  return { result, exitCode: exitCodeOf(result), folder: folder.path, reportPath };
}

const INTERRUPTED: Followed<CapacityProbe> = { measures: [], target: null, stopReason: null };

async function followLine(
  plan: LinePlan,
  rule: Parameters<typeof lengthsAt>[0],
  context: ProbeContext,
  events: CapacityEvents,
): Promise<Followed<CapacityProbe>> {
  events.onPlan?.(plan, lengthsAt(rule, plan.firstPerSec), context.search.warmupMs);
  return follow<PlannedProbe, CapacityProbe>(
    (probes) => findLine(plan, probes.map(probeOf)),
    (next) => makeProbe(next, lengthsAt(rule, next.ratePerSec), context),
    events,
  );
}

function planOf({ options, tiers, lengths, ratePerSec }: ReadySearch, peak: PeakRun): LinePlan {
  const peakPerSec = typeof peak === "object" && peak !== null ? peak.requestsPerSec : null;
  const firstPerSec = Number(
    (options.rate ?? (peakPerSec ? FIRST_SHARE * peakPerSec : ratePerSec)).toPrecision(3),
  );
  return {
    firstPerSec,
    peakPerSec,
    lowestPerSec: Number(lowestPerSec({ ...lengths, firstPerSec }).toPrecision(3)),
    highestPerSec: HIGHEST_PER_SEC,
    tolerance: options.tolerance,
    mostProbes: options.probes,
    mostErrors: options.maxErrors,
    tiers: tiers.length,
  };
}

/**
 * The exit code of a search: interruption before nothing that is shown, or an answer that no fresh seed confirmed; those before
 * objectives that cannot be met.
 */
function exitCodeOf({ partial, loadLine, unreachable }: CapacityResult): ExitCode {
  if (partial) return EXIT.interrupted;
  if (loadLine !== null && !loadLine.confirmed) return EXIT.invalid;
  if (unreachable !== null) return EXIT.objectiveFailed;
  return loadLine === null ? EXIT.invalid : EXIT.ok;
}
