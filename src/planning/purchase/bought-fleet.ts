import { formatDurationMs } from "../../core/units.ts";
import type { OverSeeds } from "../windows/evaluation.ts";
import type { AbsenceSimulated, AbsencesToSimulate } from "./missed-minutes.ts";
import type { MonthOfZones } from "./months.ts";
import { FALLBACKS, lostOf, type Purchase, type SpotOffer } from "./shares.ts";
import type { SpotParameters } from "./spot-parameters.ts";

/** A fleet with spot machines that keeps the objectives, and whose preemptions keep the error budget. */
export interface BoughtFleet {
  readonly offer: SpotOffer;
  readonly purchase: Purchase;
  readonly absences: AbsencesToSimulate;
  readonly simulated: readonly AbsenceSimulated[];
  /** Minutes of a month out of objective by preemptions. */
  readonly missed: OverSeeds;
  readonly months: readonly MonthOfZones[];
}

/** Replicas of a bought fleet as long as none is taken away. */
export function replicasOf({ base, spot }: Pick<Purchase, "base" | "spot">): number {
  return base + spot;
}

/** Length of time for which the machines of a zone are away in a simulated window: until those that are ordered with the notice serve, or beyond its end. */
export function awayMs(
  { noticeMs, replaceMs }: SpotParameters,
  fallback: Purchase["fallback"],
  windowMs: number,
): number {
  return FALLBACKS[fallback].isReplaced
    ? Math.max(noticeMs, replaceMs)
    : windowMs + Math.max(noticeMs, windowMs);
}

/** The disturbance of `plimsoll simulate` by which so many machines get their notice at the beginning of a window. */
export function preemptionOf(
  parameters: SpotParameters,
  { fallback, spot }: Pick<Purchase, "fallback" | "spot">,
  zones: number,
  windowMs: number,
): string {
  const { noticeMs } = parameters;
  const replaceMs = awayMs(parameters, fallback, windowMs) - noticeMs;
  return `preempt:at=0s,machines=${lostOf(spot, parameters.zones, zones)},notice=${formatDurationMs(noticeMs)},replace=${formatDurationMs(replaceMs)}`;
}
