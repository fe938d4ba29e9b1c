import { z } from "zod";
import { formatDurationMs } from "../core/units.ts";
import { linear, type Piece, rateCurve } from "./curve.ts";
import { cvOption, formatCv, formatRate, lengthMsOption, ratePerSecOption } from "./rate.ts";
import { defineCurveArrivals } from "./rate-curve.ts";

/**
 * Relative rate at each full hour. This is no data set but an idealised day, with the features that services for people
 * have in common: a low towards 4 h, office hours with a dip at noon, the peak at 20 h.
 */
const DAY: readonly number[] = [
  0.55, 0.4, 0.3, 0.25, 0.22, 0.25, 0.35, 0.55, 0.85, 1.15, 1.3, 1.3, 1.2, 1.2, 1.25, 1.3, 1.3, 1.3, 1.4,
  1.65, 1.85, 1.75, 1.35, 0.9,
];
const LOW_HOUR = 4;
const PEAK_HOUR = 20;

/** The day raised to a power and divided by its mean, which for straight lines between hours is that of the hours. */
function shapeOf(power: number): number[] {
  const raised = DAY.map((rate) => rate ** power);
  const mean = raised.reduce((sum, rate) => sum + rate, 0) / raised.length;
  return raised.map((rate) => rate / mean);
}

/**
 * The day with a given peak over its mean, by bisection on the power: 0 flattens the day to 1, higher powers make
 * it steeper. (Stretching it linearly would take the night below 0 for a peak above 2.1.)
 */
function dayOfPeak(peak: number): number[] {
  let low = 0;
  let high = 64;
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if ((shapeOf(middle)[PEAK_HOUR] ?? 0) < peak) low = middle;
    else high = middle;
  }
  return shapeOf((low + high) / 2);
}

/**
 * 24 straight pieces, a day long, beginning at `startHour`; where the day begins within an hour, the first part of that
 * hour ends the day.
 */
function dayPieces(rates: readonly number[], startHour: number, hourMs: number): Piece[] {
  const rateAt = (hour: number) => {
    const from = rates[Math.floor(hour) % 24] ?? 0;
    const to = rates[(Math.floor(hour) + 1) % 24] ?? 0;
    return from + (to - from) * (hour % 1);
  };
  const hours = [startHour];
  for (let hour = Math.floor(startHour) + 1; hour < startHour + 24; hour++) hours.push(hour);
  return hours.map((hour, i) => {
    const next = hours[i + 1] ?? startHour + 24;
    return linear((next - hour) * hourMs, rateAt(hour), rateAt(next));
  });
}

/** A day that repeats: 24 hourly rates with straight lines between them (`rate-curve.ts`). */
export const diurnal = defineCurveArrivals({
  kind: "diurnal",
  title: "a day of people: low at night, busy in office hours, busiest in the evening",
  options: z.strictObject({
    kind: z.literal("diurnal"),
    ratePerSec: ratePerSecOption.describe("mean over the day, requests per second"),
    peak: z.number().min(1).max(12).default(2).describe("highest rate over the mean"),
    periodMs: lengthMsOption
      .default(86_400_000)
      .describe("length of the day, ms; shorter for a compressed day"),
    startHour: z.number().min(0).max(24).default(0).describe("hour of the day at which the run begins"),
    cv: cvOption,
  }),
  cv: (o) => o.cv,
  describe(o) {
    const rates = dayOfPeak(o.peak);
    const when = (hour: number) => {
      const hours = (hour - o.startHour + 24) % 24;
      return formatDurationMs((hours / 24) * o.periodMs);
    };
    const low = formatRate(o.ratePerSec * (rates[LOW_HOUR] ?? 0));
    return (
      `lowest ${low} after ${when(LOW_HOUR)}, highest ${formatRate(o.ratePerSec * o.peak)} after ` +
      `${when(PEAK_HOUR)}; a day takes ${formatDurationMs(o.periodMs)}${formatCv(o.cv)}`
    );
  },
  curve(o) {
    const rates = dayOfPeak(o.peak).map((rate) => rate * o.ratePerSec);
    return rateCurve(dayPieces(rates, o.startHour, o.periodMs / 24), true);
  },
});
