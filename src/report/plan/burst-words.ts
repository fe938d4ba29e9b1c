import { formatNumber, formatShare, formatSpan } from "../../core/format.ts";
import type { PlanFleet } from "../../result/plan-result.ts";

/** The worst minute of a plan in words. */
export function burstWords({
  ratePerSec,
  peakToMean,
  p99Ms,
  withinShare,
  secondsToRecover,
}: NonNullable<PlanFleet["burst"]>): string {
  const p99 = p99Ms === null ? "too many failed for a p99" : `p99 ${formatNumber(p99Ms)} ms`;
  const recovered =
    secondsToRecover === null
      ? ""
      : `; ${formatSpan(1000 * secondsToRecover)} from its fullest second until the limit held again`;
  return `${formatNumber(ratePerSec, 4)}/s, its fullest second ${formatNumber(peakToMean)} times the mean of the hour; ${p99}; ${formatShare(withinShare, 1)} of its requests within the limits${recovered}`;
}
