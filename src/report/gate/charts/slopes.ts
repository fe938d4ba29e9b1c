import type { GateResult } from "../../../result/gate-result.ts";
import { defineChart, noData } from "../../charts/chart.ts";
import { layerOf } from "../../charts/layer.ts";
import { COLOUR, plotWidth } from "../../charts/theme.ts";

/** Chart of the pairs: a line for each from its baseline to its candidate. */
export const slopes = defineChart<GateResult>({
  id: "slopes",
  title: "Each pair, from baseline to candidate",
  caption: ({ metrics }) => {
    const left = metrics.filter(({ compared }) => compared === "difference").map(({ title }) => title);
    return (
      "A line is a pair of runs with the same requests; what its two ends have in common moves up and down with the requests, and what differs is its slope. Each figure is " +
      "divided by the median of the baseline's runs." +
      (left.length === 0 ? "" : ` Shares (${left.join(", ")}) are in the table below.`)
    );
  },
  spec(result, layout) {
    const marks = marksOf(result);
    if (marks.length === 0) return noData("no pair has a figure that is compared by its ratio");
    const places = [...new Set(marks.map(({ place }) => place))];
    const encoding = {
      x: {
        field: "place",
        type: "nominal" as const,
        sort: places,
        axis: {
          title: null,
          labelAngle: 0,
          labelExpr: "split(datum.label, '|')",
          domain: false,
          ticks: false,
        },
      },
      y: {
        field: "ratio",
        type: "quantitative" as const,
        scale: { zero: false, nice: true },
        axis: { title: "of the baseline's median", tickCount: 6, grid: true },
      },
    };
    return {
      kind: "spec",
      spec: {
        width: plotWidth(layout),
        height: 260,
        layer: [
          ...layerOf(marks, {
            mark: { type: "line", color: COLOUR.actual, strokeWidth: 1.5, opacity: 0.55 },
            encoding: { ...encoding, detail: { field: "pair", type: "nominal" } },
          }),
          ...layerOf(marks, {
            mark: { type: "point", filled: true, size: 28, color: COLOUR.actual, opacity: 0.8 },
            encoding,
          }),
        ],
      },
    };
  },
});

interface Mark {
  /** The metric and the side, which the axis writes below one another. */
  readonly place: string;
  readonly pair: string;
  readonly ratio: number;
}

function marksOf({ metrics, pairs }: GateResult): Mark[] {
  return metrics.flatMap(({ figure, title, compared, limit, baseline: median }) =>
    compared === "difference" || limit !== null || median === null || median === 0
      ? []
      : pairs
          .filter(({ worsening }) => typeof worsening[figure] === "number")
          .flatMap(({ pair, stage, baseline, candidate }) =>
            (
              [
                ["baseline", baseline],
                ["candidate", candidate],
              ] as const
            ).map(([side, run]) => ({
              place: `${title}|${side}`,
              pair: `${figure} ${stage} ${pair}`,
              ratio: (run.figures[figure] ?? 0) / median,
            })),
          ),
  );
}
