import type { PlanFleet } from "../../result/plan-result.ts";
import { type DemandHour, MINUTES_PER_MONTH } from "../demand/demand.ts";
import { overSeeds } from "../windows/evaluation.ts";
import type { WindowOutcome } from "../windows/window-outcome.ts";
import type { HourSimulated } from "./worked-out.ts";

/**
 * Minutes of a month whose own requests miss an objective. Each hour counts with the share of bad minutes of the quietest simulated rate that is
 * not below its own, so hours that were not simulated are bounded from above.
 */
export function outOfObjective(
  hours: readonly DemandHour[],
  simulated: readonly HourSimulated[],
  errorBudget: number,
): PlanFleet["outOfObjective"] {
  const bounds = hours.map(({ busiestPerSec }) => boundFor(busiestPerSec, simulated));
  const known = bounds.filter((bound) => bound !== undefined);
  if (
    known.length < hours.length ||
    known.some(({ evaluation }) => evaluation.outcomes.length < evaluation.seeds)
  )
    return null;
  const seeds = known[0]?.evaluation.seeds ?? 0;
  const ofSeeds = Array.from(
    { length: seeds },
    (_, index) =>
      known.reduce((sum, { evaluation }) => sum + badShare(evaluation.outcomes[index]), 0) / known.length,
  );
  const minutes = known[0]?.evaluation.outcomes.reduce((sum, one) => sum + one.minutes.length, 0) ?? 0;
  return minutesOfMonth(ofSeeds, {
    minutes,
    errorBudget,
    note: `${simulated.length === 1 ? "the busiest hour is" : `${simulated.length} rates are`} simulated, ${minutes} minutes each; an hour between them counts as the busier one, at its busiest minute all through`,
  });
}

/** Minutes of a month that miss, from the share of the minutes that do under each seed; null where no minute was simulated. */
export function minutesOfMonth(
  ofSeeds: readonly number[],
  {
    minutes,
    errorBudget,
    note,
  }: { readonly minutes: number; readonly errorBudget: number; readonly note: string },
): PlanFleet["outOfObjective"] {
  const shares = overSeeds(ofSeeds);
  if (shares.mean === null || minutes === 0) return null;
  const budgetMinutes = errorBudget * MINUTES_PER_MONTH;
  const minutesPerMonth = shares.mean * MINUTES_PER_MONTH;
  // Of so many minutes none missed: by 95 % no more than this share does (Clopper & Pearson 1934).
  const most = shares.mean === 0 ? 1 - 0.05 ** (1 / minutes) : Math.min(shares.high ?? 1, 1);
  const high = most * MINUTES_PER_MONTH;
  return {
    minutesPerMonth,
    low: shares.low === null ? null : shares.low * MINUTES_PER_MONTH,
    high,
    budgetMinutes,
    isWithin:
      high <= budgetMinutes ? true : (shares.low ?? 0) * MINUTES_PER_MONTH > budgetMinutes ? false : null,
    note,
  };
}

/** The quietest simulated rate that is not below a rate. */
export function boundFor(ratePerSec: number, simulated: readonly HourSimulated[]): HourSimulated | undefined {
  return simulated
    .filter((one) => one.ratePerSec >= ratePerSec * (1 - 1e-9))
    .toSorted((one, other) => one.ratePerSec - other.ratePerSec)[0];
}

function badShare(outcome: WindowOutcome | undefined): number {
  const minutes = outcome?.minutes ?? [];
  return minutes.length === 0 ? 0 : minutes.filter((kept) => !kept).length / minutes.length;
}
