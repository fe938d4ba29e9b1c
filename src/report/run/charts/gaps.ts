import { formatNumber } from "../../../core/format.ts";
import type { BurstMetrics } from "../../../result/burst.ts";
import type { RunResult } from "../../../result/run-result.ts";
import { logAxis, logDomain, MS_LABEL } from "../../charts/axes.ts";
import { defineChart, noData } from "../../charts/chart.ts";
import { COLOUR, plotWidth } from "../../charts/theme.ts";

type Gap = BurstMetrics["gaps"][number];

const PLANNED = "planned";
const SENT = "sent";
const POISSON = "Poisson at the same rate";

/** Chart of the times between arrivals, on a logarithmic axis, since bursts and lulls differ by decades. */
export const gaps = defineChart<RunResult>({
  id: "gaps",
  title: "Time between arrivals",
  caption(result) {
    const { planned, sent } = result.burst;
    if (planned.interArrivalCv === null)
      return "There were too few arrivals to look at the gaps between them.";
    const cv = planned.interArrivalCv;
    const kind =
      cv > 1.1
        ? "more uneven than independent users (1) would make them"
        : cv < 0.9
          ? "more even than independent users (1) would make them"
          : "as uneven as independent users (1) make them";
    const kept =
      sent.interArrivalCv === null
        ? ""
        : ` What was sent has ${formatNumber(sent.interArrivalCv)}: if the lines lie on each other, the generator kept the plan.`;
    return (
      "A hump to the left is requests on each other's heels, one to the right is a lull. " +
      `The planned gaps vary by ${formatNumber(cv)} times their mean, ${kind}.${kept}`
    );
  },
  spec(result, layout) {
    const { planned, sent } = result.burst;
    const values = [...poissonSteps(planned), ...steps(planned.gaps, PLANNED), ...steps(sent.gaps, SENT)];
    if (values.length === 0) return noData("there were too few arrivals to have gaps between them");
    const x = logAxis(logDomain(values.map((point) => point.ms)));
    const names = [PLANNED, SENT, POISSON];
    return {
      kind: "spec",
      spec: {
        width: plotWidth(layout),
        height: 190,
        data: { values },
        mark: { type: "line", interpolate: "step-after" },
        encoding: {
          x: {
            field: "ms",
            type: "quantitative",
            scale: x.scale,
            axis: {
              values: x.values,
              labelExpr: MS_LABEL,
              grid: true,
              title: "gap to the next arrival, logarithmic",
            },
          },
          y: {
            field: "percent",
            type: "quantitative",
            scale: { zero: true, nice: true },
            axis: { title: "% of gaps, per bin", format: "~f", tickCount: 5 },
          },
          color: {
            field: "series",
            type: "nominal",
            scale: { domain: names, range: [COLOUR.planned, COLOUR.actual, COLOUR.quiet] },
          },
          strokeWidth: {
            field: "series",
            type: "ordinal",
            scale: { type: "ordinal", domain: names, range: [4, 1.6, 1] },
          },
          strokeDash: {
            field: "series",
            type: "nominal",
            scale: {
              domain: names,
              range: [
                [1, 0],
                [1, 0],
                [3, 3],
              ],
            },
          },
        },
      },
    };
  },
});

/** Bins as a logarithmic axis can show them; one that begins at 0 is drawn a third of a decade wide. */
function drawable(bins: readonly Gap[]): Gap[] {
  return bins
    .filter((bin) => bin.toMs > 0 && Number.isFinite(bin.toMs))
    .map((bin) => ({ ...bin, fromMs: bin.fromMs > 0 ? bin.fromMs : bin.toMs / 2 }))
    .sort((a, b) => a.fromMs - b.fromMs);
}

/** Shares of the gaps as a staircase that returns to 0 wherever bins do not touch. */
function steps(bins: readonly Gap[], series: string) {
  const total = bins.reduce((sum, bin) => sum + bin.count, 0);
  if (total === 0) return [];
  const points: { ms: number; percent: number; series: string }[] = [];
  let edgeMs = 0;
  for (const bin of drawable(bins)) {
    if (edgeMs > 0 && bin.fromMs > edgeMs * 1.000001) points.push({ ms: edgeMs, percent: 0, series });
    points.push({ ms: bin.fromMs, percent: (100 * bin.count) / total, series });
    edgeMs = bin.toMs;
  }
  return [...points, { ms: edgeMs, percent: 0, series }];
}

/** Shares of exponential gaps at the planned mean rate, P(from < gap ≤ to), in bins as wide as the planned ones. */
function poissonSteps(planned: BurstMetrics) {
  const perMs = (planned.ratePerSec ?? 0) / 1000;
  const bins = drawable(planned.gaps);
  const first = bins[0];
  const last = bins.at(-1);
  if (perMs === 0 || first === undefined || last === undefined) return [];
  const width = last.toMs / last.fromMs;
  const points: { ms: number; percent: number; series: string }[] = [];
  for (let fromMs = first.fromMs; fromMs < last.toMs * 0.999; fromMs *= width) {
    const share = Math.exp(-perMs * fromMs) - Math.exp(-perMs * fromMs * width);
    points.push({ ms: fromMs, percent: 100 * share, series: POISSON });
  }
  return [...points, { ms: last.toMs, percent: 0, series: POISSON }];
}
