import { formatMs, formatNumber } from "../../core/format.ts";
import type { RunResult } from "../../result/run-result.ts";
import { named, type Paint } from "../terminal.ts";
import { serverLoadNote } from "./server-load-note.ts";

/** The lines on the time inside the server, as the server reports it. */
export function insideLines(result: RunResult, paint: Paint): string[] {
  const { serverStatistics: inside, serverStatisticsAbsent: absent } = result;
  if (inside === null) return absent === null ? [] : named("inside", `not known: ${absent}`).map(paint.quiet);
  const { queueMs, computeInputMs, computeInferMs, computeOutputMs, meanBatch } = inside;
  const note = serverLoadNote(inside);
  return [
    ...named(
      "inside",
      `queue ${formatMs(queueMs)}, input ${formatMs(computeInputMs)}, model ${formatMs(computeInferMs)}, output ${formatMs(computeOutputMs)} a request; ${formatNumber(meanBatch)} items a run`,
    ),
    ...(note === null ? [] : named("", note).map(paint.note)),
  ];
}
