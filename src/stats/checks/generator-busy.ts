import { largest } from "../../core/extremes.ts";
import { type Check, percent, type VerdictInput } from "./check.ts";

/** Busy share above which a thread has no room for a burst: it is late exactly when it matters. */
const BUSY_SHARE = 0.9;
/** Time that may be saturated, as a share of the measured part and at least, ms: a second may be a compilation. */
const SATURATED = { share: 0.05, leastMs: 1000 };

/**
 * Checks that the generator had time to spare in the measured part as a whole, and in nearly all of its seconds: a
 * generator that was saturated for some of them has measured itself there, whatever its mean.
 */
export function generatorBusy({ health }: VerdictInput): Check | null {
  if (health === null) return null;
  const busiest = largest(health.busyShare, 0);
  const saturatedMs = health.saturatedMs ?? 0;
  const limitMs = Math.max(SATURATED.leastMs, SATURATED.share * (health.watchedMs ?? 0));
  const seconds = `${(saturatedMs / 1000).toFixed(1)} s`;
  const found =
    busiest > BUSY_SHARE
      ? `worked ${percent(busiest)} of the measured part`
      : `had no time to spare for ${seconds} of the measured part`;
  return {
    code: "generator-busy",
    title: "the generator had time to spare",
    observed: `its busiest sending thread worked ${percent(busiest)} of the measured part${ofSeconds(health.busiestSecondShare, seconds)}`,
    limit: `at most ${percent(BUSY_SHARE)}, and more in at most ${(limitMs / 1000).toFixed(1)} s`,
    holds: busiest <= BUSY_SHARE && saturatedMs <= limitMs,
    message: `a sending thread of the generator ${found}: what was measured there is the generator`,
    cure: "raise --workers, lower the load, or split it over several machines",
  };
}

function ofSeconds(busiestSecondShare: number | null, saturated: string): string {
  if (busiestSecondShare === null) return "";
  return `, ${percent(busiestSecondShare)} of its busiest second; ${saturated} were above the limit`;
}
