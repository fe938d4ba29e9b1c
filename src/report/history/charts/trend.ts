import { isByDifference } from "../../../compare/change.ts";
import { largest, smallest } from "../../../core/extremes.ts";
import { plural } from "../../../core/format.ts";
import type { FigureTrend, HistoryGroup } from "../../../history/history.ts";
import { placeWords } from "../../../history/sentence.ts";
import { MS_LABEL, PLAIN_NUMBER } from "../../charts/axes.ts";
import { type Chart, type ChartSpec, noData } from "../../charts/chart.ts";
import { layerOf } from "../../charts/layer.ts";
import { COLOUR, plotWidth } from "../../charts/theme.ts";

/** A trend with the group that it is of. */
export interface DrawnTrend {
  readonly group: HistoryGroup;
  readonly trend: FigureTrend;
}

/** Results up to which each has a dot of its own; more are a line. */
const MOST_DOTS = 120;
const MOST_DATES = { wide: 7, narrow: 3 };

/** Makes the chart of one trend: the figure of each result, the mean of each stretch with its interval, and the change points. */
export function trendChart({ group }: HistoryGroup, { figure }: FigureTrend): Chart<DrawnTrend> {
  return {
    id: `trend-${group}-${figure.id.replace(/[^\w.-]+/g, "-")}`,
    title: figure.title,
    caption: captionOf,
    spec: (drawn, layout) => specOf(drawn, layout.width),
  };
}

function captionOf({ group, trend }: DrawnTrend): string {
  const { changes, count } = trend;
  const places = changes
    .map(({ at }) => group.points[at])
    .flatMap((point) => (point === undefined ? [] : placeWords(point)));
  const found = places.length === 0 ? "No change is shown" : `It changed with ${places.join(", ")}`;
  return `${found} in ${plural(count, "result")}, in the order of time. The broad lines are the means of stretches, each with its 95 % interval as a band; dashes stand where a change was found, ticks below where something else moved.`;
}

function specOf({ group, trend }: DrawnTrend, width: number): ChartSpec {
  const { figure, stretches, changes } = trend;
  const marks = group.points.flatMap(({ values }, at) => {
    const value = values[figure.id] ?? null;
    return value === null ? [] : [{ at, value: scaled(figure, value) }];
  });
  if (marks.length === 0) return noData("no result has the figure");
  const isNarrow = width < 500;
  const last = Math.max(1, group.points.length - 1);
  const x = (field: string) => ({
    field,
    type: "quantitative" as const,
    scale: { domain: [-0.5, last + 0.5], nice: false },
    axis: dateAxis(group, isNarrow ? MOST_DATES.narrow : MOST_DATES.wide),
  });
  const bands = stretches.flatMap(({ from, to, interval }) =>
    interval === null
      ? []
      : [
          {
            from: from - 0.5,
            to: to - 0.5,
            low: scaled(figure, interval.low),
            high: scaled(figure, interval.high),
          },
        ],
  );
  const means = stretches.map(({ from, to, mean }) => ({
    from: from - 0.5,
    to: to - 0.5,
    mean: scaled(figure, mean),
  }));
  const values = [...marks.map(({ value }) => value), ...bands.flatMap(({ low, high }) => [low, high])];
  const [least, most] = [smallest(values), largest(values)];
  const room = (most - least || Math.abs(most) || 1) * 0.08;
  // No figure that is never negative has an axis below 0.
  const floor = least < 0 ? least - room : Math.max(0, least - room);
  const y = (field: string) => ({
    field,
    type: "quantitative" as const,
    scale: { domain: [floor, most + room], nice: false, zero: false },
    axis: {
      title: UNIT_TITLES[figure.unit] ?? figure.unit,
      tickCount: 5,
      grid: true,
      ...(figure.unit === "ms" ? { labelExpr: MS_LABEL } : { format: PLAIN_NUMBER }),
    },
  });
  const moves = [...new Set(group.moves.map(({ at }) => at))].map((at) => ({ at: at - 0.5, floor }));
  return {
    kind: "spec",
    spec: {
      width: plotWidth({ width }),
      height: 190,
      layer: [
        ...layerOf(bands, {
          mark: { type: "rect", color: COLOUR.service, opacity: 0.45 },
          encoding: { x: x("from"), x2: { field: "to" }, y: y("low"), y2: { field: "high" } },
        }),
        ...layerOf(marks, {
          mark: { type: "line", color: COLOUR.planned, strokeWidth: 1 },
          encoding: { x: x("at"), y: y("value") },
        }),
        ...layerOf(marks.length > MOST_DOTS ? [] : marks, {
          mark: { type: "point", filled: true, size: 22, color: COLOUR.planned, opacity: 1 },
          encoding: { x: x("at"), y: y("value") },
        }),
        ...layerOf(means, {
          mark: { type: "rule", color: COLOUR.actual, strokeWidth: 2.5 },
          encoding: { x: x("from"), x2: { field: "to" }, y: y("mean") },
        }),
        ...layerOf(
          changes.map(({ at }) => ({ at: at - 0.5 })),
          {
            mark: { type: "rule", color: COLOUR.failed, strokeWidth: 1.4, strokeDash: [5, 3] },
            encoding: { x: x("at") },
          },
        ),
        ...layerOf(moves, {
          mark: {
            type: "point",
            shape: "triangle-up",
            filled: true,
            size: 40,
            color: COLOUR.text,
            yOffset: -3,
          },
          encoding: { x: x("at"), y: y("floor") },
        }),
      ],
    },
  };
}

const UNIT_TITLES: Readonly<Record<string, string>> = {
  perSec: "per second",
  share: "%",
  perMillion: "price per million",
  joules: "J",
};

/** Shares are drawn in percent. */
function scaled(figure: FigureTrend["figure"], value: number): number {
  return isByDifference(figure) ? 100 * value : value;
}

/** An axis of results in the order of time, with the days of some of them. */
function dateAxis({ points }: HistoryGroup, most: number) {
  const steps = Math.min(most, points.length) - 1;
  const at =
    steps <= 0
      ? [0]
      : Array.from({ length: steps + 1 }, (_, i) => Math.round((i * (points.length - 1)) / steps));
  const days = at.map((i) => (points[i]?.startedAt ?? "").slice(0, 10));
  return {
    values: at,
    labelExpr: `${JSON.stringify(days)}[indexof(${JSON.stringify(at)}, datum.value)]`,
    title: null,
    labelFlush: true,
  };
}
