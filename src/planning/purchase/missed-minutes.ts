import { largest } from "../../core/extremes.ts";
import { type DemandHour, MINUTES_PER_MONTH } from "../demand/demand.ts";
import { boundFor } from "../fleets/out-of-objective.ts";
import type { HourSimulated } from "../fleets/worked-out.ts";
import { type Evaluation, type OverSeeds, overSeeds } from "../windows/evaluation.ts";
import { type AbsentZones, absentZones } from "./absence.ts";
import { FALLBACKS, type Purchase } from "./shares.ts";

/** A fleet whose zones are taken away at the beginning of a window, at the rates of hours. */
export interface AbsenceSimulated {
  /** Zones that are taken away together. */
  readonly zones: number;
  /** Length of the window at the busiest rate. */
  readonly windowMs: number;
  /** The busiest rate first. */
  readonly hours: readonly HourSimulated[];
}

/** The numbers of zones that are simulated, and the minutes of a month in which more are missing, which count as missed. */
export interface AbsencesToSimulate {
  readonly states: readonly AbsentZones[];
  readonly beyondMinutes: number;
}

/** Share of the error budget that may be counted as missed without being simulated. */
const NEGLIGIBLE = 0.01;

/** Which numbers of missing zones are simulated: as many as come for longer than a hundredth of the error budget. */
export function absencesOf(
  { zone }: Pick<Purchase, "zone">,
  zones: number,
  budgetMinutes: number,
): AbsencesToSimulate {
  const all = absentZones(zones, zone);
  const beyond = (from: number) => all.slice(from).reduce((sum, one) => sum + one.minutesPerMonth, 0);
  let simulated = 1;
  while (simulated < zones && beyond(simulated) > NEGLIGIBLE * budgetMinutes) simulated++;
  return { states: all.slice(0, simulated), beyondMinutes: beyond(simulated) };
}

/**
 * Minutes of a month that a fleet misses because spot machines were taken away, over the seeds:
 *
 *   Σ_j ( e_j · b_j + t_j · s_j ) + (minutes in which more zones are missing than were simulated),
 *
 * where j zones are missing e_j times and for t_j minutes a month (absence.ts). Where on-demand machines take their places, b_j are the minutes of the window that miss, from the notice
 * until the fleet has recovered, and s_j is 0. Where nothing does, the absence lasts on: b_j are those of the first half of the window, and s_j the share of the second half. Each hour counts
 * as the quietest simulated rate that is not below its own, as it does without spot machines.
 */
export function minutesMissed(
  hours: readonly DemandHour[],
  { states, beyondMinutes }: AbsencesToSimulate,
  simulated: readonly AbsenceSimulated[],
  fallback: Purchase["fallback"],
): OverSeeds {
  const seeds = largest(
    simulated.flatMap((one) => one.hours.map(({ evaluation }) => evaluation.outcomes.length)),
    0,
  );
  const { isReplaced } = FALLBACKS[fallback];
  const ofSeeds = Array.from({ length: seeds }, (_, seed) =>
    states.reduce((sum, state) => {
      const own = simulated.find(({ zones }) => zones === state.zones)?.hours ?? [];
      const ofHours = hours.map(({ busiestPerSec }) => {
        const bound = boundFor(busiestPerSec, own);
        return bound === undefined ? 0 : missedBy(bound.evaluation, seed, state, isReplaced);
      });
      return sum + ofHours.reduce((total, one) => total + one, 0) / hours.length;
    }, beyondMinutes),
  );
  return overSeeds(ofSeeds.map((minutes) => Math.min(minutes, MINUTES_PER_MONTH)));
}

function missedBy(
  { outcomes }: Evaluation,
  seed: number,
  { timesPerMonth, minutesPerMonth }: AbsentZones,
  isReplaced: boolean,
): number {
  const minutes = outcomes[seed]?.minutes ?? [];
  const missed = (some: readonly boolean[]) => some.filter((kept) => !kept).length;
  if (isReplaced) return timesPerMonth * missed(minutes);
  const half = Math.floor(minutes.length / 2);
  const later = minutes.slice(half);
  const lasting = later.length === 0 ? 0 : missed(later) / later.length;
  return timesPerMonth * missed(minutes.slice(0, half)) + minutesPerMonth * lasting;
}

/**
 * Minutes of a month that the simulated ones cannot exclude where none of them missed: of n minutes none missed, so by 95 % no more than 1 − 0.05^(1/n) of all such
 * minutes do (Clopper & Pearson 1934). 0 where some missed: then the interval over the seeds says it.
 */
export function notExcludedMinutes(
  { states, beyondMinutes }: AbsencesToSimulate,
  simulated: readonly AbsenceSimulated[],
  fallback: Purchase["fallback"],
  missedMinutes: number,
): number {
  if (missedMinutes > beyondMinutes) return 0;
  const { isReplaced } = FALLBACKS[fallback];
  return states.reduce((sum, { zones, timesPerMonth, minutesPerMonth }) => {
    const outcomes = simulated.find((one) => one.zones === zones)?.hours[0]?.evaluation.outcomes ?? [];
    const minutes = outcomes.reduce((total, one) => total + one.minutes.length, 0);
    if (minutes === 0) return sum;
    const exposed = isReplaced ? (timesPerMonth * minutes) / outcomes.length : minutesPerMonth;
    return sum + exposed * (1 - 0.05 ** (1 / minutes));
  }, beyondMinutes);
}
