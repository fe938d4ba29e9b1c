import { ABSENT, formatNumber, formatShare } from "../core/format.ts";
import type { BurstMetrics } from "../result/burst.ts";

type Busy = Pick<BurstMetrics, "timeAboveTwiceMean" | "timeAboveTwiceMeanPoisson">;
type Memory = Pick<BurstMetrics, "apparentHurst" | "apparentHurstError">;

const LEAST_SHARE = 1e-5;

/** The share of time above twice the mean with what Poisson arrivals of that rate have, such as `2.9 % (Poisson 1.4 %)`. */
export function busyWords({ timeAboveTwiceMean: share, timeAboveTwiceMeanPoisson: poisson }: Busy): string {
  if (share === null) return ABSENT;
  return `${formatShare(share, 1)}${poisson === null ? "" : ` (Poisson ${smallShare(poisson)})`}`;
}

/** Shares that no trace is long enough to show are not written out. */
function smallShare(share: number): string {
  return share > 0 && share < LEAST_SHARE ? `under ${formatShare(LEAST_SHARE, 1)}` : formatShare(share, 1);
}

/** The apparent Hurst exponent with its error, such as `0.74 ± 0.03`. */
export function hurstWords({ apparentHurst, apparentHurstError }: Memory): string {
  if (apparentHurst === null) return ABSENT;
  const error = apparentHurstError === null ? "" : ` ± ${formatNumber(apparentHurstError, 1)}`;
  return `${formatNumber(apparentHurst, 2)}${error}`;
}
