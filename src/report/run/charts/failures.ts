import { formatCount, formatShare, plural } from "../../../core/format.ts";
import type { RunResult } from "../../../result/run-result.ts";
import { PLAIN_NUMBER } from "../../charts/axes.ts";
import { defineChart, noData } from "../../charts/chart.ts";
import { COLOUR, plotWidth } from "../../charts/theme.ts";

const MOST_BARS = 10;

/** Chart of failures by kind, most frequent first; not drawn without failures. */
export const failures = defineChart<RunResult>({
  id: "failures",
  title: "Failures by kind",
  caption(result) {
    const { failed, scheduled } = result.requests;
    if (failed === 0) return "No request failed.";
    return (
      `${plural(failed, "request")} of ${formatCount(scheduled)} failed (${formatShare(failed, scheduled)}). ` +
      "A failed request counts as infinitely slow against every objective, and never into the latency figures."
    );
  },
  spec(result, layout) {
    const bars = failureKinds(result);
    if (bars.length === 0) return noData("no request failed");
    return {
      kind: "spec",
      spec: {
        width: plotWidth(layout) + 40,
        height: { step: 34 },
        data: { values: bars },
        encoding: {
          y: { field: "kind", type: "nominal", sort: null, axis: null },
          x: {
            field: "count",
            type: "quantitative",
            scale: { zero: true, nice: true },
            axis: { title: "requests", format: PLAIN_NUMBER, tickMinStep: 1, tickCount: 5 },
          },
        },
        layer: [
          { mark: { type: "bar", color: COLOUR.failed, height: 8, yOffset: 8 } },
          // The name stands above its bar, not beside it: kinds are long and phones are narrow.
          {
            mark: {
              type: "text",
              align: "left",
              baseline: "bottom",
              yOffset: 1,
              fontSize: 11.5,
              color: COLOUR.text,
            },
            encoding: { x: { value: 0 }, text: { field: "label" } },
          },
        ],
      },
    };
  },
});

/** Kinds of failures with their counts, such as `error http-status 503`; rare kinds are added up. */
function failureKinds(result: RunResult) {
  const kinds = result.requests.failures
    .map(({ outcome, failure, status, count }) => ({
      kind: [outcome, failure === "none" ? "" : failure, status === 0 ? "" : status]
        .filter((part) => part !== "")
        .join(" "),
      count,
    }))
    .sort((a, b) => b.count - a.count);
  const rare = kinds.slice(MOST_BARS);
  const shown = kinds.slice(0, MOST_BARS);
  if (rare.length > 0) {
    shown.push({
      kind: `${rare.length} other kinds`,
      count: rare.reduce((sum, { count }) => sum + count, 0),
    });
  }
  return shown.map(({ kind, count }) => ({ kind, count, label: `${kind}: ${formatCount(count)}` }));
}
