import { runOptionsOfSearch } from "../../config/capacity-options.ts";
import { formatDurationMs } from "../../core/units.ts";
import type { CapacityResult } from "../../result/capacity-result.ts";
import { TOO_FEW } from "../../stats/checks/too-few-samples.ts";
import { attemptRuns } from "../series/attempt-runs.ts";
import type { ProbeContext } from "./make-probe.ts";

/** Longest closed loop: its rate is known well enough soon. */
const LONGEST_MS = 5000;

/** The closed loop beside the open ones; null where none was asked for. */
export type PeakRun = CapacityResult["peak"] | "interrupted";

/** Measures what the server answers in a closed loop: about the most that it can do, where a search begins and what its line is held beside. */
export async function measurePeak({ begun, host, search }: ProbeContext): Promise<PeakRun> {
  const { options, given, warmupMs, lengths } = search;
  const { concurrency, cooldownMs, seed } = options;
  if (concurrency === 0) return null;
  const { arrivals: _, spread: __, ...shared } = runOptionsOfSearch(given);
  const attempts = await attemptRuns("peak", { begun, host, cooldownMs }, async (out) => ({
    ...shared,
    slo: [],
    seed,
    concurrency: String(concurrency),
    duration: formatDurationMs(Math.min(LONGEST_MS, lengths.shortestMs)),
    warmup: formatDurationMs(warmupMs),
    out,
  }));
  const last = attempts?.at(-1);
  if (last === undefined) return "interrupted";
  const reasons = last.verdict.reasons.map(({ code }) => code);
  const isValid = reasons.every((code) => code === TOO_FEW);
  const requestsPerSec = isValid ? last.load.achievedPerSec : null;
  return { concurrency, requestsPerSec: requestsPerSec === 0 ? null : requestsPerSec, reasons };
}
