import { formatNumber } from "../../core/format.ts";
import type { PlanFleet } from "../../result/plan-result.ts";

type FleetWay = PlanFleet["throughDay"][number];

/** What a way through the day is called. */
export const WAY_WORDS: Readonly<Record<FleetWay["way"], string>> = {
  fixed: "the same number all day",
  "by hour": "replicas by the hour",
  autoscaled: "autoscaled",
};

/** How much less or more a way costs than the fixed fleet. */
export function changeWords({ savedShare }: Pick<FleetWay, "savedShare">): string {
  const percent = formatNumber(Math.abs(100 * savedShare), 2);
  if (Math.abs(savedShare) < 0.0005) return "as much as the same number all day";
  return `${percent} % ${savedShare >= 0 ? "less" : "more"} than the same number all day`;
}
