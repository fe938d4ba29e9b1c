import { ABSENT, formatCount, formatNumber, percentileLabel } from "../../core/format.ts";
import type { FigureConfidence } from "../../result/latency.ts";
import {
  LATENCIES,
  LATENCY_KEYS,
  LATENCY_STATISTICS,
  type LatencyKey,
  latencyFigure,
} from "../../result/latency-figures.ts";
import type { RunResult } from "../../result/run-result.ts";
import { SPOILED_SIGN } from "../spoiled-sign.ts";
import { named, type Paint } from "../terminal.ts";
import { absentReasons } from "./absent-reasons.ts";
import { certainties, intervalReasons } from "./certainty.ts";
import { spoiledOf, spoiledSentence } from "./spoiled-figures.ts";
import { survivorsSentence } from "./survivors-sentence.ts";
import { row } from "./text-row.ts";

const SHORT_NAMES: Readonly<Partial<Record<LatencyKey, string>>> = { ttftFromSent: "  from sent" };

/** The lines on latencies, with their intervals, and what weakens them. */
export function latencyLines(result: RunResult, paint: Paint): string[] {
  const [spoiled, survivors] = [spoiledSentence(result), survivorsSentence(result)];
  return [
    paint.quiet(row("latency ms", [...LATENCY_STATISTICS.map(percentileLabel), "requests"])),
    ...LATENCY_KEYS.flatMap((latency) => [
      ...latencyLine(result, latency),
      ...(latency === "response" ? certaintyLines(result) : []),
    ]),
    ...absentReasons(result)
      .flatMap((reason) => named(`  ${ABSENT}`, reason))
      .map(paint.quiet),
    ...(spoiled === null ? [] : named(`  ${SPOILED_SIGN}`, spoiled).map(paint.note)),
    ...(survivors === null ? [] : named("  note", survivors).map(paint.note)),
  ];
}

function latencyLine(result: RunResult, latency: LatencyKey): string[] {
  const summary = result.latencyMs[latency];
  if (summary === null) return [];
  const spoiled = spoiledOf(result, latency);
  const figures = LATENCY_STATISTICS.map(
    (key) =>
      formatNumber(latencyFigure(latency, key).read(result)) +
      (spoiled[key] === undefined ? "" : SPOILED_SIGN),
  );
  const name = SHORT_NAMES[latency] ?? LATENCIES[latency].title;
  return [row(name, [...figures, formatCount(summary.count)])];
}

/**
 * The line of intervals below the figures of response time; `max` has none, and there is no room for every reason.
 */
function certaintyLines(result: RunResult): string[] {
  const figures = certainties(result);
  if (figures.every(({ confidence }) => confidence.interval === null)) {
    const reason = figures[0]?.confidence.absent ?? null;
    return reason === null ? [] : named("  95 %", `no interval: ${reason}`);
  }
  const line = (name: string, cell: (at: FigureConfidence) => number | null) =>
    row(
      name,
      LATENCY_STATISTICS.map((key) => {
        const confidence = result.latencyMs.response.confidence[key];
        return confidence === undefined ? "" : formatNumber(cell(confidence));
      }),
    );
  const reasons = intervalReasons(result).map((reason) => `no interval around ${reason}`);
  return [
    line("  95 % from", ({ interval }) => interval?.low ?? null),
    line("  95 % to", ({ interval }) => interval?.high ?? null),
    line("  counts as", ({ effectiveCount }) => effectiveCount && Math.floor(effectiveCount)),
    ...reasons.flatMap((reason) => named(`  ${ABSENT}`, reason)),
  ];
}
