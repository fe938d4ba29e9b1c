import type { PlanFleet } from "../../result/plan-result.ts";

type FleetWay = PlanFleet["throughDay"][number];

/** Whether a way is not shown to miss more than the error budget. What was not simulated as a whole day keeps the objectives at each hour's rate. */
export function isKept({ way, day, hours }: FleetWay): boolean {
  if (day !== null) return day.outOfObjective?.isWithin !== false;
  return way !== "autoscaled" && hours.every(({ holds }) => holds !== false);
}

/** The least that a month of a fleet costs among the ways through the day that were asked for and are kept. */
export function cheapestPerMonth({ costPerMonth, throughDay }: PlanFleet): number {
  return throughDay.filter(isKept).reduce((least, way) => Math.min(least, way.costPerMonth), costPerMonth);
}
