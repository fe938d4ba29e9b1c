import { largest } from "../../../core/extremes.ts";
import { PLAIN_NUMBER } from "../../charts/axes.ts";
import { defineChart, noData } from "../../charts/chart.ts";
import { layerOf } from "../../charts/layer.ts";
import { COLOUR, plotWidth } from "../../charts/theme.ts";
import type { DrawnComparison } from "../drawn.ts";

const ROW_PX = 34;

/** Chart of the load line of each capacity result, with the rates between which it lies. */
export const loadLines = defineChart<DrawnComparison>({
  id: "load-lines",
  title: "Load lines",
  caption: (drawn) =>
    `The dot is the highest rate at which the objectives were shown to hold; the line lies between the ends of the bar. A bar without an end to the right had no rate that misses. ${marksOf(drawn).length} of ${drawn.sides.reduce((sum, { counted }) => sum + counted.length, 0)} results have one.`,
  spec(drawn, layout) {
    const marks = marksOf(drawn);
    if (marks.length === 0) return noData("no result has a load line");
    const most = largest(marks.flatMap(({ high, rate }) => [high ?? 0, rate]));
    const y = {
      field: "name",
      type: "nominal" as const,
      sort: null,
      axis: { title: null, labelLimit: 44, grid: false },
    };
    const x = (field: string) => ({
      field,
      type: "quantitative" as const,
      scale: { domain: [0, most * 1.05], nice: true },
      axis: { title: "requests per second", format: PLAIN_NUMBER, tickCount: layout.width < 400 ? 4 : 8 },
    });
    return {
      kind: "spec",
      spec: {
        width: plotWidth(layout),
        height: ROW_PX * new Set(marks.map(({ name }) => name)).size,
        layer: [
          ...layerOf(
            marks.map((mark) => ({ ...mark, high: mark.high ?? most * 1.05 })),
            {
              mark: { type: "rule", strokeWidth: 4, color: COLOUR.actual, opacity: 0.7 },
              encoding: { y, x: x("low"), x2: { field: "high" } },
            },
          ),
          ...layerOf(marks, {
            mark: { type: "point", filled: true, size: 100, color: COLOUR.actual, opacity: 1 },
            encoding: { y, x: x("rate") },
          }),
        ],
      },
    };
  },
});

interface Mark {
  readonly name: string;
  readonly rate: number;
  readonly low: number;
  readonly high: number | null;
}

function marksOf({ sides }: DrawnComparison): Mark[] {
  return sides.flatMap(({ letter, counted }) =>
    counted.flatMap(({ document }, i) => {
      if (document.kind !== "capacity" || document.loadLine === null) return [];
      const { ratePerSec, interval } = document.loadLine;
      return [
        {
          name: counted.length === 1 ? letter : `${letter}${i + 1}`,
          rate: ratePerSec,
          low: interval.low,
          high: interval.high,
        },
      ];
    }),
  );
}
