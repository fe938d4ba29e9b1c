import type { Probe, ProbeAnswer } from "./probe.ts";

/** A rate that was probed, with what all probes at it show together. */
export interface RateStatus {
  readonly ratePerSec: number;
  readonly status: ProbeAnswer | "spoiled";
  /** Whether a schedule that the search did not go by showed that the objectives hold. */
  readonly confirmed: boolean;
}

/** The rates between which the line of a tier lies, as far as the probes tell. */
export interface Bracket {
  /** Every rate that was probed, rising. */
  readonly rates: readonly RateStatus[];
  /** Highest rate below every miss at which the objectives hold; null where there is none. */
  readonly low: RateStatus | null;
  /** Lowest rate at which they miss; null where there is none. */
  readonly high: RateStatus | null;
  /** Whether no rate above one that misses holds. */
  readonly isMonotone: boolean;
}

/** The bracket of one tier, from all probes. */
export function bracketOf(probes: readonly Probe[], tier: number): Bracket {
  const rates = [...new Set(probes.map(({ ratePerSec }) => ratePerSec))]
    .sort((one, other) => one - other)
    .map((ratePerSec) =>
      statusOf(
        ratePerSec,
        probes.filter((probe) => probe.ratePerSec === ratePerSec),
        tier,
      ),
    );
  const high = rates.find(({ status }) => status === "misses") ?? null;
  const holding = rates.filter(({ status }) => status === "holds");
  const below = holding.filter(({ ratePerSec }) => high === null || ratePerSec < high.ratePerSec);
  return { rates, low: below.at(-1) ?? null, high, isMonotone: below.length === holding.length };
}

/** Takes that contradict each other, or of which one decides nothing, show nothing together: the rate is near the line. */
function statusOf(ratePerSec: number, at: readonly Probe[], tier: number): RateStatus {
  const told = at.flatMap(({ answers, take }) => {
    const answer = answers?.[tier];
    return answer === undefined ? [] : [{ answer, take }];
  });
  const [first] = told;
  if (first === undefined) return { ratePerSec, status: "spoiled", confirmed: false };
  const agree = told.every(({ answer }) => answer === first.answer);
  const status = agree ? first.answer : "not shown";
  return { ratePerSec, status, confirmed: status === "holds" && told.some(({ take }) => take > 0) };
}
