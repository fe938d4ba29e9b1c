import type { RunResult } from "../../result/run-result.ts";

/**
 * The rate that is a share of what a server answered in a closed loop; null where that run was not valid, or nothing was
 * answered: the rate would be a guess.
 */
export function shareOfCapacity({ load, verdict }: RunResult, share: number): number | null {
  const { achievedPerSec } = load;
  return verdict.valid && achievedPerSec !== null && achievedPerSec > 0 ? achievedPerSec * share : null;
}
