import { formatNumber } from "../../core/format.ts";
import type { PlanFleet } from "../../result/plan-result.ts";

type FleetWay = PlanFleet["throughDay"][number];

/** What a way through the day is called. */
export const WAY_WORDS: Readonly<Record<FleetWay["way"], string>> = {
  fixed: "the same number all day",
  "by hour": "replicas by the hour",
  autoscaled: "autoscaled",
};

/** How much less or more a way costs than the fixed fleet, in as few words as a cell of a table has room for. */
export function savingWords({ savedShare }: Pick<FleetWay, "savedShare">): string {
  if (isAsMuch(savedShare)) return "as much";
  return `${formatNumber(Math.abs(100 * savedShare), 2)} % ${savedShare >= 0 ? "less" : "more"}`;
}

/** How much less or more a way costs, with what it is held against, for a sentence. */
export function savingSentence(way: Pick<FleetWay, "savedShare">): string {
  return `${savingWords(way)} ${isAsMuch(way.savedShare) ? "as" : "than"} ${WAY_WORDS.fixed}`;
}

const isAsMuch = (savedShare: number): boolean => Math.abs(savedShare) < 0.0005;
