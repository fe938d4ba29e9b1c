import { tierWords } from "../../capacity/answer-sentence.ts";
import { formatNumber, formatRate, formatShare, formatSpan, formatTime, plural } from "../../core/format.ts";
import type { CapacityProbe, CapacityResult } from "../../result/capacity-result.ts";
import { COLUMNS, named, type Paint, painter, wrap } from "../terminal.ts";
import { capacityVerdict, lineFacts, lineWords } from "./line-words.ts";
import { shareWords } from "./probe-words.ts";

/** The summary of a search for a terminal: the answer first, at most 100 columns wide. */
export function renderCapacitySummary(result: CapacityResult, options: { readonly colour: boolean }): string {
  const paint = painter(options.colour);
  return [
    ...answerLines(result, paint),
    "",
    ...lineFacts(result).flatMap(([name, words]) => named(name, words)),
    ...tierLines(result),
    "",
    ...probeLines(result, paint),
    "",
    ...named("measured", `${plural(result.probes.length, "probe")} in ${formatSpan(result.search.spentMs)}`),
    ...named("ended", result.search.stopReason),
  ].join("\n");
}

function answerLines(result: CapacityResult, paint: Paint): string[] {
  const { word, good } = capacityVerdict(result);
  const { target, traffic } = result;
  const [head = "", ...more] = wrap(`${word}  load line ${lineWords(result)}`, COLUMNS);
  const facts = [
    `${target.kind} ${target.model ?? target.url ?? ""}`.trim(),
    traffic,
    formatTime(result.startedAt),
    `seed ${result.seed}`,
  ];
  return [
    (good ? paint.good : paint.bad)(word) + head.slice(word.length),
    ...more,
    ...named("answer", result.answer),
    ...named("", facts.join(" · ")).map(paint.quiet),
    ...(result.partial
      ? named("note", "partial: interrupted before the search ended; --resume goes on").map(paint.note)
      : []),
  ];
}

function tierLines({ tiers }: CapacityResult): string[] {
  if (tiers.length < 2) return [];
  return tiers.flatMap((tier, index) =>
    named(index === 0 ? "tiers" : "", `${tier.name}: ${tierWords(tier)}`),
  );
}

function probeLines({ probes }: CapacityResult, paint: Paint): string[] {
  const head = row(["planned", "answered", "p99 ms", "failed", "length"], "within the limits, 95 % bounds");
  const sorted = probes.toSorted((one, other) => one.ratePerSec - other.ratePerSec || one.take - other.take);
  return [paint.quiet(head), ...sorted.map(probeLine)];
}

function probeLine(probe: CapacityProbe): string {
  const { ratePerSec, requestsPerSec, latencyMs, failedShare, measuredMs } = probe;
  return row(
    [
      formatRate(ratePerSec),
      formatRate(requestsPerSec),
      formatNumber(latencyMs.p99),
      failedShare === null ? "—" : formatShare(failedShare, 1),
      formatSpan(measuredMs),
    ],
    shareWords(probe),
  );
}

const CELL = 9;

function row(cells: readonly string[], last: string): string {
  return `${cells.map((cell) => cell.padStart(CELL)).join("")}  ${last}`;
}
