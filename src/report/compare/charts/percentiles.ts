import { largest } from "../../../core/extremes.ts";
import { plural } from "../../../core/format.ts";
import { Histogram } from "../../../stats/histogram.ts";
import { logAxis, logDomain, MS_LABEL } from "../../charts/axes.ts";
import { defineChart, noData } from "../../charts/chart.ts";
import { plotWidth } from "../../charts/theme.ts";
import { spectrum, tailEncoding } from "../../run/charts/spectrum.ts";
import { type DrawnComparison, drawnSides, notDrawn, runsOf, sideEncoding } from "../drawn.ts";

/** Chart of the response time of each side as a percentile spectrum, one over the other. */
export const percentiles = defineChart<DrawnComparison>({
  id: "percentiles",
  title: "Response time by percentile",
  caption(drawn) {
    const runs = drawnSides(drawn).map((side) => `${side.letter} of ${plural(runsOf(side).length, "run")}`);
    return `Read upwards from a percentile: that share of the answers was at least this fast. The answers of all runs of a side are taken together: ${runs.join(", ") || "there are none"}.${notDrawn(drawn)}`;
  },
  spec(drawn, layout) {
    const sides = drawnSides(drawn);
    const values = sides.flatMap((side) =>
      spectrum(pooled(runsOf(side).map(({ histograms }) => histograms.response))).map((point) => ({
        ...point,
        side: side.letter,
      })),
    );
    if (values.length === 0) return noData("there are no runs with answers");
    const last = largest(
      values.map(({ tail }) => tail),
      10,
    );
    const y = logAxis(logDomain(values.map(({ ms }) => ms)));
    return {
      kind: "spec",
      spec: {
        width: plotWidth(layout),
        height: 300,
        data: { values },
        mark: { type: "line", strokeWidth: 1.8 },
        encoding: {
          x: tailEncoding(last, "share of answers at most this slow"),
          y: {
            field: "ms",
            type: "quantitative",
            scale: y.scale,
            axis: { values: y.values, labelExpr: MS_LABEL, title: "response time, logarithmic" },
          },
          ...sideEncoding(sides),
        },
      },
    };
  },
});

function pooled(encoded: readonly string[]): Histogram {
  const all = new Histogram();
  for (const one of encoded) all.add(Histogram.decode(one));
  return all;
}
