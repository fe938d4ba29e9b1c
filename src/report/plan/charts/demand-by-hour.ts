import { formatRate } from "../../../core/format.ts";
import type { PlanResult } from "../../../result/plan-result.ts";
import { defineChart, noData } from "../../charts/chart.ts";
import { layerOf } from "../../charts/layer.ts";
import { COLOUR, plotWidth } from "../../charts/theme.ts";
import { hourAxis, steps } from "./hours.ts";

const NAMES = ["mean of the hour", "highest of the hour", "load line"] as const;

/** Chart of the demand through a day or week, with the load line of the cheapest fleet over it. */
export const demandByHour = defineChart<PlanResult>({
  id: "demand-by-hour",
  title: "Demand and load line",
  caption({ fleets, demand }) {
    const line = fleets[0]?.loadLine;
    const known =
      line === undefined || line.holdsPerSec === null
        ? "No load line was simulated."
        : `The load line of fleet A is ${formatRate(line.holdsPerSec)}: the highest rate that was simulated and keeps the objectives${line.missesPerSec === null ? "" : `; from there to ${formatRate(line.missesPerSec)}, which misses, nobody knows (shaded)`}.`;
    const missed = (fleets[0]?.hours ?? []).some(({ holds }) => holds === false);
    return `Requests per second by the hour; the busiest hour has ${formatRate(demand.busiestPerSec)}. ${known}${missed ? " Crosses: hours in which the objectives do not hold." : ""}`;
  },
  spec(result, layout) {
    const { demand, fleets } = result;
    if (demand.hours.length === 0) return noData("the demand has no hours");
    const [fleet] = fleets;
    const line = fleet?.loadLine ?? { holdsPerSec: null, missesPerSec: null };
    const hours = demand.hours.length;
    const x = hourAxis(hours);
    const y = (field: string) => ({
      field,
      type: "quantitative" as const,
      scale: { zero: true, nice: true },
      axis: { title: "requests per second", tickCount: 6, grid: true },
    });
    const colour = {
      field: "which",
      type: "nominal" as const,
      scale: { domain: [...NAMES], range: [COLOUR.planned, COLOUR.actual, COLOUR.failed] },
      legend: { title: null, symbolOpacity: 1 },
    };
    const [mean, highest, lineName] = NAMES;
    const rows = steps(demand.hours.map(({ hour, ratePerSec }) => ({ hour, ratePerSec, which: mean })));
    const busiest = steps(
      demand.hours.map(({ hour, busiestPerSec }) => ({ hour, ratePerSec: busiestPerSec, which: highest })),
    );
    const missed = (fleet?.hours ?? [])
      .filter(({ holds }) => holds === false)
      .map(({ hour, busiestPerSec }) => ({ hour: hour + 0.5, ratePerSec: busiestPerSec }));
    const band =
      line.holdsPerSec === null || line.missesPerSec === null
        ? []
        : [{ from: line.holdsPerSec, to: line.missesPerSec }];
    const rule = line.holdsPerSec === null ? [] : [{ ratePerSec: line.holdsPerSec, which: lineName }];
    return {
      kind: "spec",
      spec: {
        width: plotWidth(layout),
        height: 240,
        layer: [
          ...layerOf(band, {
            mark: { type: "rect", color: COLOUR.failed, opacity: 0.12 },
            encoding: { y: y("from"), y2: { field: "to" } },
          }),
          ...layerOf(rows, {
            mark: { type: "area", interpolate: "step-after", opacity: 0.35, line: { strokeWidth: 1.5 } },
            encoding: { x, y: y("ratePerSec"), color: colour },
          }),
          ...layerOf(busiest, {
            mark: { type: "line", interpolate: "step-after", strokeWidth: 1.8 },
            encoding: { x, y: y("ratePerSec"), color: colour },
          }),
          ...layerOf(rule, {
            mark: { type: "rule", strokeWidth: 1.8, strokeDash: [6, 3] },
            encoding: { y: y("ratePerSec"), color: colour },
          }),
          ...layerOf(missed, {
            mark: { type: "point", shape: "cross", filled: true, size: 70, color: COLOUR.failed, opacity: 1 },
            encoding: { x, y: y("ratePerSec") },
          }),
        ],
      },
    };
  },
});
