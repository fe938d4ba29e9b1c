import { largest } from "../../../core/extremes.ts";
import { formatMs, plural } from "../../../core/format.ts";
import { objectiveWords } from "../../../result/objective-words.ts";
import { knownObjectives } from "../../../result/parse-objective.ts";
import type { RunResult } from "../../../result/run-result.ts";
import { Histogram } from "../../../stats/histogram.ts";
import { logAxis, logDomain, MS_LABEL } from "../../charts/axes.ts";
import { defineChart, noData } from "../../charts/chart.ts";
import { COLOUR, plotWidth } from "../../charts/theme.ts";
import { spectrum, tailEncoding } from "./spectrum.ts";

/** Chart of response and service time as HDR percentile spectra, with the objectives about response time. */
export const latencyPercentiles = defineChart<RunResult>({
  id: "latency-percentiles",
  title: "Latency by percentile",
  caption(result) {
    const { response, service } = result.latencyMs;
    if (response.count === 0) return "No request was answered, so there is no latency to show.";
    return (
      "Read upwards from a percentile: that share of the answers was at least this fast, counted from when the " +
      "request was due (response) and from when it was sent (service). " +
      `Where the lines part, requests waited before they were sent.${parting(response.p99, service.p99)} Drawn from ` +
      `${plural(response.count, "ok answer")}; the right end is the slowest of them, ${formatMs(response.max)}.`
    );
  },
  spec(result, layout) {
    if (result.latencyMs.response.count === 0) return noData("no request of the measured part was answered");
    const response = spectrum(Histogram.decode(result.histograms.response));
    const service = spectrum(Histogram.decode(result.histograms.service));
    const values = [
      ...service.map((point) => ({ ...point, measure: SERVICE })),
      ...response.map((point) => ({ ...point, measure: RESPONSE })),
    ];
    const objectives = objectiveMarks(result);
    const last = largest(
      values.map((point) => point.tail),
      10,
    );
    const slowestMs = largest(values.map((point) => point.ms));
    const domain = logDomain([...values.map((p) => p.ms), ...objectives.map((o) => o.ms)]);
    const y = logAxis(domain);
    return {
      kind: "spec",
      spec: {
        width: plotWidth(layout),
        height: 300,
        layer: [
          {
            data: { values },
            mark: { type: "line" },
            encoding: {
              x: tailEncoding(last, "share of answers at most this slow"),
              y: {
                field: "ms",
                type: "quantitative",
                scale: y.scale,
                axis: { values: y.values, labelExpr: MS_LABEL, title: "latency, logarithmic" },
              },
              color: {
                field: "measure",
                type: "nominal",
                scale: { domain: [SERVICE, RESPONSE], range: [COLOUR.service, COLOUR.actual] },
              },
              // Response lies on service wherever nothing waited: a thin line on a broad one shows both.
              strokeWidth: {
                field: "measure",
                type: "ordinal",
                scale: { type: "ordinal", domain: [SERVICE, RESPONSE], range: [6, 1.8] },
              },
            },
          },
          ...objectives.map((objective) => objectiveLayer(objective, last, domain[0], slowestMs)),
        ],
      },
    };
  },
});

function parting(responseMs: number | null, serviceMs: number | null): string {
  if (responseMs === null || serviceMs === null) return "";
  if (responseMs < serviceMs * 1.02) return ` At p99 they are one: ${formatMs(responseMs)}.`;
  return ` At p99, response is ${formatMs(responseMs)} and service ${formatMs(serviceMs)}.`;
}

const RESPONSE = "response time";
const SERVICE = "service time";
interface Objective {
  readonly tail: number;
  readonly ms: number;
  readonly text: string;
}

function objectiveMarks(result: RunResult): Objective[] {
  return knownObjectives(result.slo.map(({ objective }) => objective)).flatMap((objective) => {
    if (objective.kind !== "latency" || objective.latency !== "response") return [];
    const { statistic, limitMs } = objective;
    // The longest and the mean are no percentiles: they have a line, and no place on it.
    const tail = typeof statistic === "number" ? 100 / (100 - statistic) : Number.POSITIVE_INFINITY;
    return [{ tail, ms: limitMs, text: `objective ${objectiveWords(objective)}` }];
  });
}

/** Layer of an objective: its limit as a line over the whole width, and a mark at its percentile. */
function objectiveLayer(objective: Objective, last: number, leastMs: number, slowestMs: number) {
  const y = { datum: objective.ms, type: "quantitative" as const };
  const below = objective.ms < slowestMs && objective.ms > 2 * leastMs;
  return {
    data: { values: [objective] },
    layer: [
      { mark: { type: "rule" as const, color: COLOUR.quiet, strokeDash: [2, 3] }, encoding: { y } },
      ...(objective.tail <= last
        ? [
            {
              mark: {
                type: "point" as const,
                shape: "triangle-down",
                filled: true,
                size: 70,
                yOffset: -5,
                color: COLOUR.text,
              },
              encoding: { y, x: { field: "tail", type: "quantitative" as const } },
            },
          ]
        : []),
      // At the right end the curve is highest: the name goes to the side of the line where the curve is not,
      // but not into the labels of the axis.
      {
        mark: {
          type: "text" as const,
          align: "right" as const,
          baseline: below ? ("top" as const) : ("bottom" as const),
          dx: -4,
          dy: below ? 5 : -4,
          color: COLOUR.quiet,
          fontSize: 11,
        },
        encoding: { y, x: { value: "width" as const }, text: { field: "text" } },
      },
    ],
  };
}
