import { type Check, percent, type VerdictInput } from "./check.ts";

/** Time for which the machine may stand still, as a share of the measured part and at least, ms. */
const STILL = { share: 0.01, leastMs: 500 };

/**
 * Checks that the machine did not stand still, as when a process is stopped, a virtual machine paused or a laptop
 * closed. It holds for every kind of load: a closed loop has no times to keep, but its figures lose what was not sent.
 */
export function machineStalls({ health }: VerdictInput): Check | null {
  if (health === null || health.machineStallMs === null) return null;
  const { longest, total } = health.machineStallMs;
  const limitMs = Math.max(STILL.leastMs, STILL.share * (health.watchedMs ?? 0));
  return {
    code: "machine-stalls",
    title: "the machine did not stand still",
    observed: `${total.toFixed(0)} ms, ${longest.toFixed(0)} ms at a time`,
    limit: `at most ${limitMs.toFixed(0)} ms, the larger of ${STILL.leastMs} ms and ${percent(STILL.share)} of the measured part`,
    holds: total <= limitMs,
    message: `the machine stood still for ${(total / 1000).toFixed(1)} s of the measured part, ${(longest / 1000).toFixed(1)} s at a time: a thread that does nothing but sleep and wake did not run, so nothing was sent or timed either`,
    cure: "keep the program and its machine from being stopped, paused or put to sleep, and repeat the run",
  };
}
