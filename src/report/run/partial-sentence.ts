import { formatSpan, plural } from "../../core/format.ts";
import type { RunResult } from "../../result/run-result.ts";
import { plannedMs } from "./until-shown-words.ts";

/** What is missing of a run that was broken off, as a sentence without its full stop; null for one that came to its end. */
export function partialSentence(result: RunResult): string | null {
  const { partial, load, requests, simulation, seed } = result;
  if (!partial) return null;
  const seeds = simulation?.seeds ?? null;
  if (seeds !== null && seeds.finished[0] === seed)
    return `it was broken off when ${seeds.finished.length} of its ${seeds.asked} seeds were simulated; what is told over seeds is of those, and everything else of the first`;
  const compared = simulation?.comparison?.runs.length ?? 0;
  if (compared > 0)
    return `it was broken off when ${compared} of the measured runs ${compared === 1 ? "was" : "were"} simulated; what is compared is of ${compared === 1 ? "that one" : "those"}`;
  if (load.measuredMs < plannedMs(result))
    return `it ended after ${formatSpan(load.measuredMs)} of the ${formatSpan(plannedMs(result))} that were planned; everything else here is about that part`;
  const { cancelled } = requests.byOutcome;
  return `everything was sent, and it was broken off while answers were waited for: ${plural(cancelled, "request")} without one ${cancelled === 1 ? "counts" : "count"} as cancelled`;
}
