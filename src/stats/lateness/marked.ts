import type { LatencySummary } from "../../result/latency.ts";
import { LATENCY_STATISTICS, PERCENTILES } from "../../result/latency-figures.ts";
import type { LatenessRule } from "./rule.ts";
import type { RunTimes, SpoilableTime } from "./run-times.ts";
import { isSpoiled, spoilOf } from "./spoil.ts";

/** A summary with marks on the figures that lateness spoils. */
export type MarkedSummary = LatencySummary & { spoiled: Record<string, number> };

/** Marks the figures of the summary of a time. */
export type Mark = (time: SpoilableTime, summary: LatencySummary) => MarkedSummary;

/** The function that marks the stated figures of a run which have more lateness in them than the rule allows, with how much that is. */
export function marked(times: RunTimes, rule: LatenessRule): Mark {
  return (time, summary) => {
    const spoiled: Record<string, number> = {};
    for (const key of LATENCY_STATISTICS) {
      const statistic = key === "max" || key === "mean" ? key : PERCENTILES[key];
      const spoil = summary[key] === null ? null : spoilOf(times, time, statistic, rule);
      if (spoil !== null && isSpoiled(spoil)) spoiled[key] = spoil.added;
    }
    return { ...summary, spoiled };
  };
}
