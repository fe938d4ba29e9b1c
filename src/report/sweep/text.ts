import {
  formatMoney,
  formatNumber,
  formatPrice,
  formatShare,
  formatSpan,
  plural,
  printable,
} from "../../core/format.ts";
import type { PointSummary, SweepResult } from "../../result/sweep-result.ts";
import { pointWords } from "../../sweep/point-words.ts";
import { CLOSED_LOOP_NOTE } from "../page/closed-loop.ts";
import { COLUMNS, named, type Paint, painter, wrap } from "../terminal.ts";
import { seriesHead } from "../verdict-head.ts";
import { accuracyWords, unlabelledNote } from "./accuracy-words.ts";
import { latencyWords } from "./latency-words.ts";
import { leaders } from "./leaders.ts";
import { listNotes, originWords } from "./list-notes.ts";
import { axisWith } from "./points.ts";
import { scenarioSloNote } from "./scenario-slo-note.ts";
import { headWords, sweepVerdict } from "./variants.ts";

const POINT = 47;

/** The summary of a sweep for a terminal: the answer first, at most 100 columns wide. */
export function renderSweepSummary(result: SweepResult, options: { readonly colour: boolean }): string {
  const paint = painter(options.colour);
  return [
    ...answerLines(result, paint),
    "",
    ...leaderLines(result, paint),
    "",
    ...accuracyLines(result, paint),
    ...coverageLines(result),
    ...named("cost", costText(result)),
  ].join("\n");
}

function answerLines(result: SweepResult, paint: Paint): string[] {
  const verdict = { ...sweepVerdict(result), sentence: headWords(result) };
  const fidelity = unlabelledNote(result);
  const brought = scenarioSloNote(result);
  return [
    ...seriesHead(result, verdict, [], "it knew its answer", paint),
    ...(axisWith(result, "load")?.name === "concurrency"
      ? named("note", `closed loop. ${CLOSED_LOOP_NOTE}`).map(paint.note)
      : []),
    ...(fidelity === null ? [] : named("note", fidelity).map(paint.note)),
    ...(brought === null ? [] : named("note", brought).map(paint.note)),
    ...result.trafficNotes.flatMap((note) => named("note", note)).map(paint.note),
  ];
}

function leaderLines(result: SweepResult, paint: Paint): string[] {
  const shown = leaders(result);
  if (shown.length === 0) return named("points", "no point has figures");
  const head = ["inferences/s", "p50 ms", "p95 ms", "per million"];
  return [
    paint.quiet(row(result.best === null ? "fastest points; none may be recommended" : "best points", head)),
    ...shown.map((summary, index) => leaderLine(result, summary, index + 1)),
    ...listNotes(result, shown).flatMap((note) => named("", note).map(paint.quiet)),
  ];
}

function leaderLine(result: SweepResult, summary: PointSummary, rank: number): string {
  const { point, inferencesPerSec, costPerMillionInferences } = summary;
  const origin = originWords(result, summary);
  const mark = origin.length === 0 ? "" : ` (${origin.join(", ")})`;
  return row(`${rank}  ${pointWords(point)}${mark}`, [
    formatNumber(inferencesPerSec),
    latencyWords(summary, "p50", formatNumber),
    latencyWords(summary, "p95", formatNumber),
    formatMoney(costPerMillionInferences, result.price.currency),
  ]);
}

/** A row of the table of points. A point with a long name, of many axes, takes a line of its own. */
function row(name: string, cells: readonly string[]): string {
  const figures = cells.map((cell) => cell.padStart(13)).join("");
  const text = printable(name);
  if (text.length <= POINT) return text.padEnd(POINT) + figures;
  return [...wrap(text, COLUMNS), "".padEnd(POINT) + figures].join("\n");
}

function accuracyLines(result: SweepResult, paint: Paint): string[] {
  if (result.accuracy.length === 0)
    return result.accuracyAbsent === null
      ? []
      : named("accuracy", `not measured: ${result.accuracyAbsent}`).map(paint.quiet);
  return result.accuracy.flatMap((accuracy, index) =>
    named(index === 0 ? "accuracy" : "", `${accuracy.variant}: ${accuracyWords(result, accuracy)}`),
  );
}

function coverageLines({ search, points }: SweepResult): string[] {
  const invalid = points.filter(({ state }) => state === "invalid").length;
  return [
    ...named(
      "measured",
      `${search.measuredPoints} of ${plural(search.gridPoints, "point")} in ${plural(search.runs, "run")}, ${formatSpan(search.spentMs)} ` +
        `(${formatShare(search.spentMs, search.gridMs)} of the grid's time)${againWords(search)}${invalid === 0 ? "" : `; ${plural(invalid, "point")} without a valid run`}`,
    ),
    ...named("ended", search.stopReason),
  ];
}

function againWords({ confirmations, confirmMs }: SweepResult["search"]): string {
  if (confirmations === 0) return "";
  return `, of which ${plural(confirmations, "run")} in ${formatSpan(confirmMs)} measured the best points again`;
}

function costText({ price }: SweepResult): string {
  const perHour = formatPrice(price.pricePerHour, price.currency);
  return `at ${perHour} per hour (${price.isExample ? "EXAMPLE price; give yours with --price" : price.source})`;
}
