import { formatMs } from "../../../core/format.ts";
import type { RunResult } from "../../../result/run-result.ts";
import { Histogram } from "../../../stats/histogram.ts";
import { logAxis, logDomain, MS_LABEL } from "../../charts/axes.ts";
import { defineChart, noData } from "../../charts/chart.ts";
import { COLOUR, plotWidth } from "../../charts/theme.ts";

const BINS_PER_DECADE = 10;
const LEAST_MS = 0.001;

/** Chart of the generator's send lag, which must be small against the latency that it measures. */
export const sendLag = defineChart<RunResult>({
  id: "send-lag",
  title: "How late the generator sent",
  caption(result) {
    const { sendLag: lag, response } = result.latencyMs;
    if (lag.count === 0) return "Nothing was sent in the measured part.";
    const against = response.p50 === null ? "" : ` The median answer took ${formatMs(response.p50)}.`;
    const parts = [
      lag.p50 === null ? "" : `half of the requests left within ${formatMs(lag.p50)} of their time`,
      lag.p99 === null ? "" : `99 of 100 within ${formatMs(lag.p99)}`,
      `the latest ${formatMs(lag.max)} after it`,
    ].filter((part) => part !== "");
    const said = parts.join(", ");
    return (
      `${said.charAt(0).toUpperCase()}${said.slice(1)}.${against} Lateness is part of response time, so a slow ` +
      "generator can make numbers worse but never better."
    );
  },
  spec(result, layout) {
    if (result.latencyMs.sendLag.count === 0) return noData("nothing was sent in the measured part");
    const bins = logBins(Histogram.decode(result.histograms.sendLag));
    const domain = logDomain(bins.flatMap((bin) => [bin.fromMs, bin.toMs]));
    const x = logAxis(domain);
    return {
      kind: "spec",
      spec: {
        width: plotWidth(layout),
        height: 130,
        layer: [
          {
            data: { values: bins },
            mark: { type: "rect", color: COLOUR.planned, opacity: 0.55 },
            encoding: {
              x: {
                field: "fromMs",
                type: "quantitative",
                scale: x.scale,
                axis: { values: x.values, labelExpr: MS_LABEL, title: "sent − intended, logarithmic" },
              },
              x2: { field: "toMs" },
              y: {
                field: "percent",
                type: "quantitative",
                scale: { zero: true, nice: true },
                axis: { title: "% of requests, per bin", format: "~f", tickCount: 4 },
              },
              y2: { datum: 0 },
            },
          },
          ...percentileLayers(result),
        ],
      },
    };
  },
});

function logBins(histogram: Histogram) {
  const counts = new Map<number, number>();
  for (const { upToMs, count } of histogram.buckets()) {
    const bin = Math.floor(Math.log10(Math.max(upToMs, LEAST_MS)) * BINS_PER_DECADE + 1e-9);
    counts.set(bin, (counts.get(bin) ?? 0) + count);
  }
  return [...counts].map(([bin, count]) => ({
    fromMs: Number((10 ** (bin / BINS_PER_DECADE)).toPrecision(6)),
    toMs: Number((10 ** ((bin + 1) / BINS_PER_DECADE)).toPrecision(6)),
    percent: (100 * count) / histogram.count,
  }));
}

function percentileLayers(result: RunResult) {
  const { p50, p99 } = result.latencyMs.sendLag;
  const marks = [
    { ms: p50, text: "p50" },
    { ms: p99, text: "p99" },
  ].filter((mark) => mark.ms !== null && mark.ms > 0);
  if (marks.length === 0) return [];
  const x = { field: "ms", type: "quantitative" as const };
  return [
    { data: { values: marks }, mark: { type: "rule" as const, color: COLOUR.text }, encoding: { x } },
    {
      data: { values: marks },
      mark: {
        type: "text" as const,
        align: "left" as const,
        baseline: "top" as const,
        dx: 4,
        color: COLOUR.text,
        fontSize: 11,
      },
      encoding: { x, y: { value: 0 }, text: { field: "text" } },
    },
  ];
}
