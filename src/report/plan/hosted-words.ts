import { formatNumber } from "../../core/format.ts";
import { usd } from "../../planning/answer-sentence.ts";
import type { PlanHosted } from "../../result/plan-result.ts";

/** What a hosted model costs beside the cheapest fleet, such as `1.4 times as much`. */
export function hostedTimes(times: number): string {
  return `${formatNumber(times, 2)} times as much`;
}

/** A hosted model beside a plan, as lines for a terminal. */
export function hostedLines({
  model,
  prices,
  costPerMonth,
  timesCheapestFleet,
  costPerMillionRequests,
  costPerMillionTokens,
  breakEven,
  notes,
}: PlanHosted): readonly (readonly [string, string])[] {
  const beside =
    timesCheapestFleet === null ? "" : `, ${hostedTimes(timesCheapestFleet)} as the cheapest fleet`;
  return [
    [
      "hosted",
      `${model}: ${usd(costPerMonth)} a month for the same demand${beside}; ${usd(costPerMillionRequests)} per million requests, ${usd(costPerMillionTokens)} per million tokens`,
    ],
    [
      "",
      `${prices.words}, ${prices.asOf === null ? "as stated" : `as of ${prices.asOf} (${prices.source})`}`,
    ],
    ...(breakEven === null ? [] : [["", breakEven.words] as const]),
    ...notes.map((note) => ["", note] as const),
  ];
}
