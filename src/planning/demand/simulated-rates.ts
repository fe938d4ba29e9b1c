import type { Demand } from "./demand.ts";

/** Hours of the day that are simulated beside the busiest one. */
const OTHER_HOURS = 4;

/** Rates of hours between the busiest and the quietest one, each of which bounds the quieter ones. */
export function otherRates(demand: Pick<Demand, "hours">, busiestPerSec: number): readonly number[] {
  const rates = [...new Set(demand.hours.map((hour) => hour.busiestPerSec))]
    .filter((ratePerSec) => ratePerSec < busiestPerSec && ratePerSec > 0)
    .toSorted((one, other) => other - one);
  const wanted = Math.min(OTHER_HOURS, rates.length);
  return Array.from(
    { length: wanted },
    (_, index) => rates[Math.round(((index + 1) * rates.length) / wanted) - 1] ?? busiestPerSec,
  );
}
