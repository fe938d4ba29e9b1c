import { bracketOf, type RateStatus } from "./bracket.ts";
import type { Probe } from "./probe.ts";

/** What the probes tell of the line of a tier. */
export interface Line {
  /**
   * `found`: it lies between a rate that holds and one that misses; `at least`: no rate was shown to miss; `unreachable`: the lowest
   * rate that was tried misses, too; `not shown`: no rate was shown to hold, and the lowest decides nothing.
   */
  readonly state: "found" | "at least" | "unreachable" | "not shown";
  /** Highest rate, below every miss, at which the objectives are shown to hold. */
  readonly lowPerSec: number | null;
  /** Lowest rate at which they are shown to miss. */
  readonly highPerSec: number | null;
  /** Lowest rate above `lowPerSec` that was tried and not shown to hold: it missed, or decided nothing. Null where there is none. */
  readonly nextPerSec: number | null;
  /** Whether a run with a fresh seed showed it again. */
  readonly confirmed: boolean;
  readonly isMonotone: boolean;
}

/** The line of one tier, from all probes. */
export function lineOf(probes: readonly Probe[], tier: number): Line {
  const { rates, low, high, isMonotone } = bracketOf(probes, tier);
  const facts = {
    lowPerSec: low?.ratePerSec ?? null,
    highPerSec: high?.ratePerSec ?? null,
    nextPerSec: low === null ? null : nextAbove(low.ratePerSec, rates),
    confirmed: low?.confirmed ?? false,
    isMonotone,
  };
  if (low !== null) return { state: high === null ? "at least" : "found", ...facts };
  return { state: rates[0]?.status === "misses" ? "unreachable" : "not shown", ...facts };
}

function nextAbove(lowPerSec: number, rates: readonly RateStatus[]): number | null {
  const next = rates.find(
    ({ ratePerSec, status }) => ratePerSec > lowPerSec && (status === "misses" || status === "not shown"),
  );
  return next?.ratePerSec ?? null;
}
