import { formatNumber, formatRate } from "../../../core/format.ts";
import type { TraceInspection } from "../../../traces/inspection.ts";
import { PLAIN_NUMBER } from "../../charts/axes.ts";
import { defineChart, noData } from "../../charts/chart.ts";
import { COLOUR, plotWidth } from "../../charts/theme.ts";

/** Chart of the rate of a trace over time, with its mean. */
export const traceRate = defineChart<TraceInspection>({
  id: "trace-rate",
  title: "Rate over time",
  caption: ({ rate, ratePerSec }) =>
    `Mean rate in bins of ${formatNumber(rate.binSec, 2)} s; the mean of the whole is ${formatRate(ratePerSec)}.`,
  spec({ rate, ratePerSec }, layout) {
    if (ratePerSec === null) return noData("all arrivals have the same time");
    const bins = rate.perSec.map((perSec, bin) => ({ sec: bin * rate.binSec, perSec }));
    const last = bins.at(-1);
    const values = last === undefined ? [] : [...bins, { ...last, sec: last.sec + rate.binSec }];
    return {
      kind: "spec",
      spec: {
        width: plotWidth(layout),
        height: 220,
        layer: [
          {
            data: { values },
            mark: { type: "area", interpolate: "step-after", color: COLOUR.actual, line: { strokeWidth: 1 } },
            encoding: {
              x: {
                field: "sec",
                type: "quantitative",
                axis: { title: "seconds since the first arrival", format: PLAIN_NUMBER },
                scale: { nice: false },
              },
              y: {
                field: "perSec",
                type: "quantitative",
                axis: { title: "arrivals per second", format: PLAIN_NUMBER, tickCount: 5 },
              },
            },
          },
          {
            mark: { type: "rule", color: COLOUR.quiet, strokeDash: [3, 3] },
            encoding: { y: { datum: ratePerSec, type: "quantitative" } },
          },
        ],
      },
    };
  },
});
