import { largest } from "../../core/extremes.ts";
import {
  ABSENT,
  formatCorrelation,
  formatCount,
  formatNumber,
  formatRate,
  formatSpan,
  plural,
  printable,
} from "../../core/format.ts";
import type { BurstMetrics } from "../../result/burst.ts";
import type { Match, TraceFit } from "../../traces/fit.ts";
import type { TraceInspection } from "../../traces/inspection.ts";
import type { LengthSummary } from "../../traces/length-counts.ts";
import { sparkline } from "../../traces/rate-timeline.ts";
import type { TraceReading } from "../../traces/trace-reader.ts";
import { busyWords, hurstWords } from "../burst-words.ts";
import { repeatCommand } from "../page/repeat-command.ts";
import { indented, named, TEXT_COLUMNS } from "../terminal.ts";

/** A fit as it is shown. */
interface FittedTrace {
  readonly fit: TraceFit;
  /** The command lines, each as its words, that replay the trace itself. */
  readonly replay: readonly (readonly string[])[];
}

/** The repairs and notes of a trace as lines: all that was changed, left out or assumed when it was read. */
export function renderReading(reading: Pick<TraceReading, "repairs" | "notes">): string {
  return [
    ...reading.repairs.flatMap(({ what, count }) => named("repaired", `${formatCount(count)} × ${what}`)),
    ...reading.notes.flatMap((note) => named("note", note)),
  ].join("\n");
}

/** The text of `plimsoll trace inspect`. */
export function renderInspection(inspection: TraceInspection): string {
  const windows = Object.keys(inspection.windows).sort((a, b) => Number(a) - Number(b));
  const cells = (values: readonly string[]) => values.map((value) => value.padStart(10)).join("");
  const row = (name: string, value: (sec: string) => string) => indented(name) + cells(windows.map(value));
  const { apparentHurst, rate } = inspection;
  const lines = [
    `${inspection.file} (${inspection.format})`,
    "",
    ...named(
      "arrivals",
      `${formatCount(inspection.arrivals)} in ${formatSpan(inspection.durationSec * 1000)}, ${formatRate(inspection.ratePerSec)}`,
    ),
    ...named(
      "gaps",
      `CV ${formatNumber(inspection.interArrivalCv)}, lag-1 correlation ${formatCorrelation(inspection.lag1Autocorrelation)}`,
    ),
    row("window", (sec) => `${sec} s`),
    row("IDC", (sec) => formatNumber(inspection.idc[sec] ?? null)),
    row("peak ÷ mean", (sec) => formatNumber(inspection.peakToMean[sec] ?? null)),
    row("windows", (sec) => formatCount(inspection.windows[sec] ?? 0)),
    ...(Object.values(inspection.idc).includes(null) ? named("", `${ABSENT}: fewer than 30 windows`) : []),
    ...named(
      "busy",
      inspection.timeAboveTwiceMean === null
        ? `${ABSENT}: fewer than 30 windows of 1 s`
        : `${busyWords(inspection)} of the time above twice the mean rate (1 s windows)`,
    ),
    ...named(
      "memory",
      apparentHurst === null
        ? `apparent Hurst exponent ${ABSENT}: ${inspection.apparentHurstAbsent}`
        : `apparent Hurst exponent ${hurstWords(inspection)}, of what exceeds Poisson (0.5 = none; a trend raises it too)`,
    ),
    ...lengthLines("input", inspection.inputLength),
    ...lengthLines("output", inspection.outputLength),
    ...named(
      "rate",
      `${sparkline(rate.perSec, TEXT_COLUMNS)} up to ${formatRate(largest(rate.perSec))} in ${formatSpan(rate.binSec * 1000)}`,
    ),
  ];
  return [...lines, renderReading(inspection)].filter((line, i) => line !== "" || i === 1).join("\n");
}

function lengthLines(name: string, lengths: LengthSummary | null): string[] {
  if (lengths === null) return [];
  return named(
    name,
    `mean ${formatNumber(lengths.mean)}, median ${formatCount(lengths.median)}, p99 ${formatCount(lengths.p99)}, max ${formatCount(lengths.max)} tokens`,
  );
}

/** The text of `plimsoll trace fit`, besides the scenario. */
export function renderFit({ fit, replay }: FittedTrace): string {
  const width = largest(fit.matches.map(({ metric }) => metric.length));
  const spread = ({ low, high }: Match) =>
    low === null ? ABSENT : `${formatNumber(low)} … ${formatNumber(high)}`;
  return [
    ...verdictLines(fit, replay),
    ...named("model", fit.arrivals.kind),
    ...fit.candidates.flatMap(({ arrivals, idcError, waitError }) =>
      named(
        `  ${arrivals.kind}`,
        `off the IDC curve by ${errorText(idcError)}, off the waits by ${errorText(waitError)}`,
      ),
    ),
    "",
    `${"".padEnd(width)}${"trace".padStart(10)}${"model".padStart(10)}   10th … 90th percentile`,
    ...fit.matches.map(
      (match) =>
        match.metric.padEnd(width) +
        formatNumber(match.trace).padStart(10) +
        formatNumber(match.model).padStart(10) +
        `   ${spread(match)}`,
    ),
    ...named(
      "",
      `model: median of simulations of ${formatSpan(fit.simulatedSec * 1000)}; ${ABSENT} where those hold fewer than 30 windows`,
    ),
  ].join("\n");
}

/** The lines that say a fit is none, why, and what to do; nothing of a good fit. */
function verdictLines({ problems }: TraceFit, replay: FittedTrace["replay"]): string[] {
  if (problems.length === 0) return [];
  return [
    "NO GOOD FIT",
    ...problems.flatMap((problem) => named("because", problem)),
    ...named("  cure", "replay the trace instead:"),
    ...replay.map((command) => `${indented("")}${printable(repeatCommand({ command }))}`),
    "",
  ];
}

/** The words for a logarithmic error: 0.1 is a factor of e^0.1. */
function errorText(error: number): string {
  return `a factor of ${formatNumber(Math.exp(error))}`;
}

/** The text of `plimsoll trace scale`. */
export function renderScaled(
  scaled: {
    readonly before: BurstMetrics;
    readonly after: BurstMetrics;
    readonly notes: readonly string[];
  } & {
    readonly out: string;
  },
): string {
  const { before, after } = scaled;
  const row = (name: string, pick: (metrics: BurstMetrics) => string) =>
    name.padEnd(20) + pick(before).padStart(12) + pick(after).padStart(12);
  const windows = Object.keys(before.windows).sort((a, b) => Number(a) - Number(b));
  return [
    `${scaled.out}: ${plural(after.arrivals, "arrival")}`,
    ...scaled.notes.flatMap((note) => named("", note)),
    "",
    `${"".padEnd(20)}${"before".padStart(12)}${"after".padStart(12)}`,
    row("rate", (m) => formatRate(m.ratePerSec)),
    row("CV of the gaps", (m) => formatNumber(m.interArrivalCv)),
    ...windows.map((sec) => row(`IDC(${sec} s)`, (m) => formatNumber(m.windows[sec]?.idc ?? null))),
    ...windows.map((sec) =>
      row(`peak ÷ mean (${sec} s)`, (m) => formatNumber(m.windows[sec]?.peakToMean ?? null)),
    ),
  ].join("\n");
}
