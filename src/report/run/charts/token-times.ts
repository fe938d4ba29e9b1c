import { largest } from "../../../core/extremes.ts";
import { formatMs } from "../../../core/format.ts";
import type { RunResult } from "../../../result/run-result.ts";
import { Histogram } from "../../../stats/histogram.ts";
import { logAxis, logDomain, MS_LABEL } from "../../charts/axes.ts";
import { defineChart, noData } from "../../charts/chart.ts";
import { COLOUR, plotWidth } from "../../charts/theme.ts";
import { spectrum, tailEncoding } from "./spectrum.ts";

const LINES = [
  { time: "ttft", name: "first token", colour: COLOUR.actual },
  { time: "tpot", name: "each further token", colour: COLOUR.median },
  { time: "chunkGap", name: "gap between chunks", colour: COLOUR.extreme },
] as const;

/** The shortest gap shown: gaps within a packet come from the socket, and would take half of a logarithmic axis. */
const LEAST_SHOWN_MS = 0.05;

/** Chart of the times that readers of streamed answers waited for the first token, and for each further one. */
export const tokenTimes = defineChart<RunResult>({
  id: "token-times",
  title: "Time to the first token, and from token to token",
  caption(result) {
    const { ttft, tpot } = result.latencyMs;
    if (ttft === null || ttft.count === 0)
      return "No text came as a stream, so there are no times of tokens to show.";
    return (
      `Half of the answers began within ${formatMs(ttft.p50)} of when they were due. ` +
      (tpot === null || tpot.count === 0
        ? "How long a token took is not known: the server did not say how many there were. "
        : `Then a token took ${formatMs(tpot.p50)} in half of them. `) +
      "A chunk is what the server sends at once and may hold several tokens; those that came in one packet have no gap to draw."
    );
  },
  spec(result, layout) {
    const values = LINES.flatMap(({ time, name }) => {
      const encoded = result.histograms[time];
      const points = encoded === null ? [] : spectrum(Histogram.decode(encoded));
      return points.filter(({ ms }) => ms >= LEAST_SHOWN_MS).map((point) => ({ ...point, time: name }));
    });
    if (values.length === 0) return noData("no text came as a stream");
    const y = logAxis(logDomain(values.map(({ ms }) => ms)));
    const last = largest(
      values.map(({ tail }) => tail),
      10,
    );
    return {
      kind: "spec",
      spec: {
        width: plotWidth(layout),
        height: 260,
        data: { values },
        mark: { type: "line", strokeWidth: 1.8 },
        encoding: {
          x: tailEncoding(last, "share of answers, or of gaps, at most this slow"),
          y: {
            field: "ms",
            type: "quantitative",
            scale: y.scale,
            axis: { values: y.values, labelExpr: MS_LABEL, title: "time, logarithmic" },
          },
          color: {
            field: "time",
            type: "nominal",
            scale: { domain: LINES.map(({ name }) => name), range: LINES.map(({ colour }) => colour) },
          },
        },
      },
    };
  },
});
