import type { RunResult } from "../../result/run-result.ts";
import { CLOSED_LOOP_NOTE } from "../page/closed-loop.ts";
import { inFlightWords, isRamp } from "./in-flight-words.ts";

/** The note on the latency of a closed loop; where the requests in flight grew, also that one percentile is of all levels. */
export function closedLoopNote(result: Pick<RunResult, "load" | "scenario" | "levels">): string {
  if (!isRamp(result)) return CLOSED_LOOP_NOTE;
  const apart =
    result.levels.length > 0
      ? "the table by level tells them apart"
      : "--concurrency with one number measures one level";
  return `${CLOSED_LOOP_NOTE} The requests in flight grew over the run, and the percentiles mix all levels from ${inFlightWords(result)}; ${apart}.`;
}
