import type { RunResult } from "../result/run-result.ts";
import { parseSlo } from "../scenario/slo.ts";
import { Histogram } from "./histogram.ts";
import { judgeSlo } from "./latency.ts";
import type { RunRecorder } from "./recorder.ts";

/**
 * Judges an objective of a run: about response time over all scheduled requests, about a time of tokens over the ok
 * requests that have it (one token has no time per token) and the failed ones.
 */
export function judgeObjective(
  objective: string,
  { total, scheduled, byOutcome }: Pick<RunRecorder, "total" | "scheduled" | "byOutcome">,
): RunResult["slo"][number] {
  const measure = parseSlo(objective)?.measure ?? "response";
  const ok = measure === "response" ? total.response : (total.tokens?.[measure] ?? new Histogram());
  return judgeSlo(objective, ok, ok.count + scheduled - byOutcome.ok);
}
