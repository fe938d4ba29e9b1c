import type { PlanFleet, PlanResult } from "../../../result/plan-result.ts";
import { defineChart, noData } from "../../charts/chart.ts";
import { layerOf } from "../../charts/layer.ts";
import { COLOUR, plotWidth } from "../../charts/theme.ts";
import { fleetLetter } from "../plan-words.ts";
import { hourAxis, steps } from "./hours.ts";

type FleetWay = PlanFleet["throughDay"][number];

const WAYS = ["fixed", "by hour", "autoscaled"] as const;
const HOUR_MS = 3_600_000;
const END_HOUR = 24;

/** Chart of the replicas through a day below its demand, for each way in which they may go through it. */
export const fleetByHour = defineChart<PlanResult>({
  id: "fleet-by-hour",
  title: "Replicas through the day",
  caption({ fleets }) {
    const { ways } = shownOf(fleets);
    if (ways.length === 0) return "The number of replicas is the same all day.";
    const scaled = ways.find(({ way }) => way === "autoscaled")?.day;
    return `Fleet ${shownOf(fleets).letter}. Above: requests per second that each hour is held to. Below: replicas, spare ones included${ways.some(({ way }) => way === "by hour") ? "; by hour: as they are ordered, before their hour" : ""}${scaled ? `; autoscaled: those that exist under seed ${scaled.seeds[0]}, starting and ending ones among them` : ""}.`;
  },
  spec({ fleets, demand }, layout) {
    const { ways } = shownOf(fleets);
    if (ways.length === 0 || demand.hours.length === 0)
      return noData("the number of replicas is the same all day");
    const known = WAYS.filter((name) => ways.some(({ way }) => way === name));
    const rates = steps(demand.hours.map(({ hour, busiestPerSec }) => ({ hour, ratePerSec: busiestPerSec })));
    const width = plotWidth(layout);
    const x = hourAxis(demand.hours.length);
    return {
      kind: "spec",
      spec: {
        spacing: 26,
        vconcat: [
          {
            width,
            height: 80,
            layer: layerOf(rates, {
              mark: {
                type: "area",
                interpolate: "step-after",
                color: COLOUR.planned,
                opacity: 0.35,
                line: { color: COLOUR.planned, strokeWidth: 1.5 },
              },
              encoding: {
                x: { ...x, axis: { ...x.axis, title: null } },
                y: {
                  field: "ratePerSec",
                  type: "quantitative",
                  scale: { zero: true, nice: true },
                  axis: { title: "requests per second", tickCount: 4, grid: true },
                },
              },
            }),
          },
          {
            width,
            height: 150,
            layer: layerOf(ways.flatMap(rowsOf), {
              mark: { type: "line", interpolate: "step-after", strokeWidth: 1.8 },
              encoding: {
                x,
                y: {
                  field: "replicas",
                  type: "quantitative",
                  scale: { zero: true, nice: true },
                  axis: { title: "replicas", tickMinStep: 1, tickCount: 5, format: "~r", grid: true },
                },
                color: {
                  field: "which",
                  type: "nominal",
                  scale: { domain: known, range: known.map(colourOf) },
                  legend: { title: null },
                },
              },
            }),
          },
        ],
      },
    };
  },
});

/** The first fleet with ways through the day: mixes have none. */
function shownOf(fleets: readonly PlanFleet[]): { ways: PlanFleet["throughDay"]; letter: string } {
  const index = fleets.findIndex(({ throughDay }) => throughDay.length > 0);
  return { ways: fleets[index]?.throughDay ?? [], letter: fleetLetter(Math.max(0, index)) };
}

function colourOf(way: FleetWay["way"]): string {
  return { fixed: COLOUR.planned, "by hour": COLOUR.actual, autoscaled: COLOUR.median }[way];
}

interface Row {
  readonly hour: number;
  readonly replicas: number;
  readonly which: FleetWay["way"];
}

/** The replicas of a way from hours of the day on, with the last ones up to its end. */
function rowsOf({ way, orders, day }: FleetWay): readonly Row[] {
  const counts =
    way === "autoscaled"
      ? (day?.replicas ?? []).map(({ atMs, existing }) => ({ hour: atMs / HOUR_MS, replicas: existing }))
      : orders.map(({ atMinute, replicas }) => ({ hour: atMinute / 60, replicas }));
  const rows = counts.filter(
    ({ hour, replicas }, index) => hour < END_HOUR && counts[index - 1]?.replicas !== replicas,
  );
  const last = rows.at(-1);
  if (last === undefined) return [];
  // What is ordered last before midnight is there after it.
  const first = rows[0]?.hour === 0 ? [] : [{ ...last, hour: 0 }];
  return [...first, ...rows, { ...last, hour: END_HOUR }].map((row) => ({ ...row, which: way }));
}
