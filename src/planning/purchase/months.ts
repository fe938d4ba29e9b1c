import { createRng, exponential } from "../../core/rng.ts";
import { HOURS_PER_MONTH } from "../demand/demand.ts";
import type { SpotParameters } from "./spot-parameters.ts";

/** What the zones of a fleet did in one month. */
export interface MonthOfZones {
  readonly losses: number;
  /** Hours in which each zone had no machines. */
  readonly downHours: readonly number[];
}

/** The range in which the middle 95 % of months lie. */
export interface MonthRange {
  readonly low: number;
  readonly high: number;
}

const MONTH_MS = HOURS_PER_MONTH * 3_600_000;
const MOST_MONTHS = 400;
const MOST_LOSSES = 1_000_000;

/** Draws months of zones that come and go in exponential times, each for itself, from the stationary state on: so much do months differ that have the same parameters. */
export function drawMonths(
  { zones, upMs, downMs }: Pick<SpotParameters, "zones" | "upMs" | "downMs">,
  seed: number,
): readonly MonthOfZones[] {
  const lossesAMonth = (zones * MONTH_MS) / (upMs + downMs);
  const months = Math.max(40, Math.min(MOST_MONTHS, Math.floor(MOST_LOSSES / lossesAMonth)));
  const rng = createRng(seed, "months of spot machines");
  return Array.from({ length: months }, () => {
    let losses = 0;
    const downHours = Array.from({ length: zones }, () => {
      let isUp = rng() < upMs / (upMs + downMs);
      let downMonthMs = 0;
      for (let nowMs = 0; nowMs < MONTH_MS; isUp = !isUp) {
        const lengthMs = exponential(rng) * (isUp ? upMs : downMs);
        const endMs = Math.min(MONTH_MS, nowMs + lengthMs);
        if (!isUp) downMonthMs += endMs - nowMs;
        else if (nowMs + lengthMs < MONTH_MS) losses++;
        nowMs += lengthMs;
      }
      return downMonthMs / 3_600_000;
    });
    return { losses, downHours };
  });
}

/** The range of the middle 95 % of the values of months. */
export function middleOf(values: readonly number[]): MonthRange {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
  return { low: at(0.025), high: at(0.975) };
}
