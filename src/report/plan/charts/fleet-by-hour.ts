import { largest, smallest } from "../../../core/extremes.ts";
import type { PlanResult } from "../../../result/plan-result.ts";
import { defineChart, noData } from "../../charts/chart.ts";
import { COLOUR, plotWidth } from "../../charts/theme.ts";
import { hourAxis, steps } from "./hours.ts";

/** Chart of the replicas that are paid for through a day or week, where something changes their number. */
export const fleetByHour = defineChart<PlanResult>({
  id: "fleet-by-hour",
  title: "Replicas of fleet A",
  caption({ fleets }) {
    const counts = (fleets[0]?.hours ?? []).map(({ replicas }) => replicas);
    if (counts.length === 0) return "No fleet keeps the objectives.";
    return `Replicas that are paid for, on average over each hour: ${Math.round(10 * smallest(counts)) / 10} to ${Math.round(10 * largest(counts, 0)) / 10}.`;
  },
  spec({ fleets }, layout) {
    const hours = fleets[0]?.hours ?? [];
    if (hours.length === 0) return noData("no fleet keeps the objectives");
    return {
      kind: "spec",
      spec: {
        width: plotWidth(layout),
        height: 120,
        data: { values: steps(hours.map(({ hour, replicas }) => ({ hour, replicas }))) },
        mark: {
          type: "area",
          interpolate: "step-after",
          color: COLOUR.actual,
          opacity: 0.3,
          line: { color: COLOUR.actual },
        },
        encoding: {
          x: hourAxis(hours.length),
          y: {
            field: "replicas",
            type: "quantitative",
            scale: { zero: true, nice: true },
            axis: { title: "replicas", tickMinStep: 1, tickCount: 5, format: "~r", grid: true },
          },
        },
      },
    };
  },
});
