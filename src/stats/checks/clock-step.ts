import type { Check, VerdictInput } from "./check.ts";

const STEP_MS = 100;

/**
 * Checks that the wall clock did not step. Latencies are taken from a clock that cannot step; a step shows that the
 * machine slept or was moved during the run.
 */
export function clockStep({ health }: VerdictInput): Check | null {
  if (health === null) return null;
  const stepMs = Math.abs(health.clockStepMs);
  return {
    code: "clock-step",
    title: "the clock did not jump",
    observed: `${health.clockStepMs.toFixed(1)} ms against the monotonic clock`,
    limit: `at most ${STEP_MS} ms`,
    holds: stepMs <= STEP_MS,
    message: `the wall clock jumped by ${stepMs.toFixed(0)} ms during the run: the machine was set, suspended or moved`,
    cure: "let the clock settle (NTP), keep the machine from sleeping or migrating, and repeat the run",
  };
}
