import { tierWords } from "../../capacity/answer-sentence.ts";
import { formatNumber, formatRate, formatShare, formatSpan, plural } from "../../core/format.ts";
import type { CapacityProbe, CapacityResult } from "../../result/capacity-result.ts";
import { named, type Paint, painter } from "../terminal.ts";
import { seriesHead } from "../verdict-head.ts";
import { capacityVerdict, lineFacts, lineWords } from "./line-words.ts";
import { shareWords } from "./probe-words.ts";

/** The summary of a search for a terminal: the answer first, at most 100 columns wide. */
export function renderCapacitySummary(result: CapacityResult, options: { readonly colour: boolean }): string {
  const paint = painter(options.colour);
  const facts = [...lineFacts(result).flatMap(([name, words]) => named(name, words)), ...tierLines(result)];
  return [
    ...answerLines(result, paint),
    "",
    ...(facts.length === 0 ? [] : [...facts, ""]),
    ...probeLines(result, paint),
    "",
    ...named("measured", `${plural(result.probes.length, "probe")} in ${formatSpan(result.search.spentMs)}`),
    ...named("ended", result.search.stopReason),
  ].join("\n");
}

function answerLines(result: CapacityResult, paint: Paint): string[] {
  const verdict = { ...capacityVerdict(result), sentence: `load line ${lineWords(result)}` };
  return seriesHead(result, verdict, [result.traffic], "the search ended", paint);
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
