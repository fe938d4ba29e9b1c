import type { RunResult } from "../../result/run-result.ts";
import { CLOSED_LOOP_NOTE } from "../page/closed-loop.ts";
import { inFlightWords, isRamp } from "./in-flight-words.ts";

/** The note on the latency of a closed loop; where the requests in flight grew, also that one percentile is of all levels. */
export function closedLoopNote(result: Pick<RunResult, "load" | "scenario">): string {
  if (!isRamp(result)) return CLOSED_LOOP_NOTE;
  return `${CLOSED_LOOP_NOTE} The requests in flight grew over the run, and the percentiles mix all levels from ${inFlightWords(result)}; --concurrency with one number measures one level.`;
}
