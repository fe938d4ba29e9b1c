import { MINUTES_PER_MONTH } from "../demand/demand.ts";
import type { SpotParameters } from "./spot-parameters.ts";

type Times = Pick<SpotParameters, "upMs" | "downMs" | "replaceMs" | "noticeMs">;

/** What a zone of spot machines does over a long time: a cycle is a time up and the time down after it. */
export interface ZoneShares {
  /** How often it takes its machines away, a month. */
  readonly lossesPerMonth: number;
  /** How often replicas begin to be missing by that, a month: what has not served again since the last loss is missing already, or on-demand machines still stand there. */
  readonly absencesPerMonth: number;
  /** Share of the time in which its replicas do not serve. */
  readonly missing: number;
  /** Share of the time in which each of its spot machines is paid. */
  readonly spotPaid: number;
  /** Share of the time in which an on-demand machine in the place of each is paid; 0 where none is ordered. */
  readonly fallbackPaid: number;
}

/**
 * The long-run shares of a zone by the renewal–reward theorem (Ross, "Stochastic Processes", 3.6): what a cycle has on average over its mean length, up + down, with exponential times, and with the rules of the simulator's spot machines.
 * From a loss on, nothing new is sent; a spot machine is paid to the end of its notice, and again from its order, which is when its zone has machines again, or when it is
 * lost again, whichever comes first: E[min(up, replace)] = up · (1 − e^(−replace / up)), and e^(−replace / up) of all losses find spot machines that serve again.
 *
 * @param isReplaced whether an on-demand machine is ordered with each notice
 */
export function zoneShares({ upMs, downMs, replaceMs, noticeMs }: Times, isReplaced: boolean): ZoneShares {
  const cycleMs = upMs + downMs;
  const untilSpotServesMs = downMs + upMs * -Math.expm1(-replaceMs / upMs);
  const untilOnDemandServesMs = Math.max(noticeMs, replaceMs);
  const found = Math.exp(-replaceMs / upMs);
  const lossesPerMonth = (MINUTES_PER_MONTH * 60_000) / cycleMs;
  return {
    lossesPerMonth,
    absencesPerMonth: found * lossesPerMonth,
    missing: Math.min(1, (isReplaced ? found * untilOnDemandServesMs : untilSpotServesMs) / cycleMs),
    spotPaid: (upMs + noticeMs) / cycleMs,
    fallbackPaid: isReplaced ? untilSpotServesMs / cycleMs : 0,
  };
}

/** The chance that so many of independent zones are in a state in which each is with a given probability: the binomial distribution. */
export function chanceOf(count: number, zones: number, probability: number): number {
  let ways = 1;
  for (let index = 0; index < count; index++) ways = (ways * (zones - index)) / (index + 1);
  return ways * probability ** count * (1 - probability) ** (zones - count);
}

/** A number of zones that are missing at once. */
export interface AbsentZones {
  readonly zones: number;
  /** Minutes of a month in which exactly so many are. */
  readonly minutesPerMonth: number;
  /** Times a month that a loss makes them so many. */
  readonly timesPerMonth: number;
}

/**
 * How long and how often each number of zones is missing. Zones are independent, so the number is binomial at any moment, and a loss finds the other zones as any
 * moment does.
 */
export function absentZones(zones: number, { missing, absencesPerMonth }: ZoneShares): AbsentZones[] {
  return Array.from({ length: zones }, (_, index) => ({
    zones: index + 1,
    minutesPerMonth: MINUTES_PER_MONTH * chanceOf(index + 1, zones, missing),
    timesPerMonth: zones * absencesPerMonth * chanceOf(index, zones - 1, missing),
  }));
}
