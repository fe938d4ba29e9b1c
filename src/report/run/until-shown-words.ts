import { formatShare, formatSpan, plural } from "../../core/format.ts";
import type { RunResult } from "../../result/run-result.ts";
import { openObjectives } from "./run-verdict.ts";

/** Length of the measured part as it was planned, ms: the longest that it may have had, where it went on until objectives were decided. */
export function plannedMs({ untilShown, scenario }: RunResult): number {
  return untilShown?.longestMs ?? scenario.phases.measureMs;
}

/** How a run went on until its objectives were decided; null for a run of a given length. */
export function untilShownSentence(result: RunResult): string | null {
  const { untilShown, load } = result;
  if (untilShown === null || result.partial) return null;
  const { longestMs, looksMs, errorOfLook } = untilShown;
  const isOpen = openObjectives(result).length > 0;
  const end =
    load.measuredMs < longestMs
      ? `the run ended after ${formatSpan(load.measuredMs)} of at most ${formatSpan(longestMs)}, when every objective was decided` +
        (isOpen ? "; what came after that look left one open" : "")
      : `the run went on for its longest, ${formatSpan(longestMs)}` +
        (isOpen ? ", and not every objective is decided" : "");
  const looks = plural(looksMs.length, "look");
  return `${end}: ${looks}, each of which may be wrong in ${formatShare(errorOfLook, 1)}, so that all that were planned are in at most ${formatShare(0.05, 1)}`;
}
