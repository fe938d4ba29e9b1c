import { largest } from "../../core/extremes.ts";
import type { PlanResult } from "../../result/plan-result.ts";
import type { DailyCurve } from "./daily-curve.ts";

export type DemandHour = PlanResult["demand"]["hours"][number];

/** The demand that a plan is made for: a load for each hour of a day. */
export interface Demand {
  readonly source: PlanResult["demand"]["source"];
  readonly hours: readonly DemandHour[];
  /** Rate of each minute of a day, requests per second. */
  readonly minutes: readonly number[];
  /** What was changed or assumed when it was made, in sentences. */
  readonly notes: readonly string[];
}

const HOURS = 24;
const MINUTES = 60;
/** Days of a month, as a year has them on average. */
export const DAYS_PER_MONTH = 365.25 / 12;
export const HOURS_PER_MONTH = 24 * DAYS_PER_MONTH;
export const MINUTES_PER_MONTH = 60 * HOURS_PER_MONTH;

/** A demand that is the same at all hours. */
export function flatDemand(ratePerSec: number): Demand {
  const hours = Array.from({ length: HOURS }, (_, hour) => ({
    hour,
    ratePerSec,
    busiestPerSec: ratePerSec,
  }));
  return { source: "flat", hours, minutes: hours.flatMap(allMinutes), notes: [] };
}

/** The demand of a curve: each hour's mean is that of its straight lines, and it is held to the highest minute of the hour. */
export function curveDemand(curve: DailyCurve): Demand {
  const minutes = Array.from({ length: HOURS * MINUTES }, (_, minute) => rateAt(curve, minute / MINUTES));
  const hours = Array.from({ length: HOURS }, (_, hour) => {
    const own = minutes.slice(MINUTES * hour, MINUTES * (hour + 1));
    return { hour, ratePerSec: meanOf(own), busiestPerSec: largest(own) };
  });
  return { source: "curve", hours, minutes, notes: [] };
}

function allMinutes({ busiestPerSec }: DemandHour): number[] {
  return Array.from({ length: MINUTES }, () => busiestPerSec);
}

/** The rate of a curve at a moment of the day, on the line between the points beside it, which goes on around midnight. */
function rateAt(curve: DailyCurve, atHour: number): number {
  const next = curve.find(({ hour }) => hour > atHour) ?? curve[0];
  const last = curve.findLast(({ hour }) => hour <= atHour) ?? curve.at(-1);
  if (next === undefined || last === undefined) return 0;
  const span = (next.hour - last.hour + HOURS) % HOURS || HOURS;
  const gone = (atHour - last.hour + HOURS) % HOURS;
  return last.ratePerSec + ((next.ratePerSec - last.ratePerSec) * gone) / span;
}

/** Requests of each minute, from a minute of the day on; null for minutes that nobody counted. */
export interface MinuteCounts {
  /** Minute of the day at which they begin, 0 to 1439; null where nobody says it. */
  readonly fromMinute: number | null;
  readonly counts: readonly (number | null)[];
}

/**
 * The demand of counts a minute. An hour of the day that was counted on several days has their mean, and is held to its busiest minute of all
 * days. Hours that nobody counted stand as the busiest one that somebody did: a plan must not pass for sure where nobody looked.
 */
export function countedDemand({ fromMinute, counts }: MinuteCounts, source: "counts" | "trace"): Demand {
  const rates: number[][] = Array.from({ length: HOURS }, () => []);
  const ofMinutes: number[][] = Array.from({ length: HOURS * MINUTES }, () => []);
  for (const [index, count] of counts.entries()) {
    const minute = ((fromMinute ?? 0) + index) % (HOURS * MINUTES);
    if (count === null) continue;
    rates[Math.floor(minute / MINUTES)]?.push(count / MINUTES);
    ofMinutes[minute]?.push(count / MINUTES);
  }
  const counted = rates.flatMap((minutes, hour) =>
    minutes.length === 0 ? [] : [{ hour, ratePerSec: meanOf(minutes), busiestPerSec: largest(minutes) }],
  );
  const busiest = counted.toSorted((one, other) => other.busiestPerSec - one.busiestPerSec)[0];
  if (busiest === undefined || !(busiest.busiestPerSec > 0))
    return { source, hours: [], minutes: [], notes: [] };
  const missing = HOURS - counted.length;
  const hours = rates.map((_, hour) => ({
    ...(counted.find((one) => one.hour === hour) ?? {
      ...busiest,
      ratePerSec: meanOf(counted.map((one) => one.ratePerSec)),
    }),
    hour,
  }));
  const gaps = counts.filter((count) => count === null).length;
  return {
    source,
    hours,
    // A minute that nobody counted has the rate that its hour is held to.
    minutes: hours.flatMap((hour) =>
      allMinutes(hour).map((heldTo, minute) => {
        const counted = ofMinutes[MINUTES * hour.hour + minute] ?? [];
        return counted.length === 0 ? heldTo : meanOf(counted);
      }),
    ),
    notes: [
      ...(missing === 0
        ? []
        : [
            `${missing} hours of the day were not counted: they are held to the busiest minute that was, and cost as the mean hour`,
          ]),
      ...(gaps === 0 ? [] : [`${gaps} minutes in between were not counted, and are left out`]),
      ...(fromMinute === null
        ? ["nobody says at which time of the day it was counted: hour 0 is the first"]
        : []),
    ],
  };
}

/** The demand after growth, and raised or lowered so that its busiest hour has a given rate. */
export function scaledDemand(
  demand: Demand,
  { peakPerSec, growth }: { readonly peakPerSec: number | null; readonly growth: number },
): Demand {
  const times = (peakPerSec === null ? 1 : peakPerSec / busiestHour(demand).busiestPerSec) * (1 + growth);
  if (times === 1) return demand;
  return {
    ...demand,
    hours: demand.hours.map((hour) => timesAsMuch(hour, times)),
    minutes: demand.minutes.map((ratePerSec) => times * ratePerSec),
  };
}

function timesAsMuch({ hour, ratePerSec, busiestPerSec }: DemandHour, times: number): DemandHour {
  return { hour, ratePerSec: ratePerSec * times, busiestPerSec: busiestPerSec * times };
}

/** The hour with the highest rate that it is held to. @throws RangeError without hours */
export function busiestHour({ hours }: Pick<Demand, "hours">): DemandHour {
  const [first, ...others] = hours;
  if (first === undefined) throw new RangeError("a demand has hours");
  return others.reduce((most, hour) => (hour.busiestPerSec > most.busiestPerSec ? hour : most), first);
}

/** Mean rate over all hours, requests per second. */
export function meanPerSec({ hours }: Pick<Demand, "hours">): number {
  return meanOf(hours.map(({ ratePerSec }) => ratePerSec));
}

function meanOf(values: readonly number[]): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Requests that a month brings. */
export function requestsPerMonth(demand: Demand): number {
  return meanPerSec(demand) * 3600 * HOURS_PER_MONTH;
}
