import { largest } from "../../../core/extremes.ts";
import { formatRate } from "../../../core/format.ts";
import type { CapacityResult } from "../../../result/capacity-result.ts";
import { requiredShare } from "../../../result/objective.ts";
import { knownObjectives } from "../../../result/parse-objective.ts";
import { defineChart, noData } from "../../charts/chart.ts";
import { layerOf } from "../../charts/layer.ts";
import { COLOUR, plotWidth } from "../../charts/theme.ts";
import { keptShares } from "../probe-words.ts";

/** A share of 0 and one of 1 would be at the end of no logarithmic axis: misses are drawn down to this share. */
const LEAST_MISSED = 1e-4;

/** Heights of the two keys above the plot, px: one below the other, so that neither touches the other on a phone. */
const [UPPER_KEY, LOWER_KEY] = [-66, -44];

/** Chart of the share of requests that miss each objective against the rate, with the load line and its interval. */
export const attainmentByRate = defineChart<CapacityResult>({
  id: "attainment-by-rate",
  title: "Share of requests that miss, against load",
  caption(result) {
    const { loadLine } = result;
    const line =
      loadLine === null
        ? "No load was shown to keep the objectives."
        : `Shaded: from the load line, ${formatRate(loadLine.ratePerSec)}, to ${loadLine.interval.high === null ? "the highest load that was tried, which was not shown to miss" : `the lowest load that misses, ${formatRate(loadLine.interval.high)}`}.`;
    return `Each mark is a probe; its bar spans the 95 % bounds of the share in the long run, which decide. Dashed: the share that may miss. ${line} The scale is logarithmic, and ends at 0.01 %.`;
  },
  spec(result, layout) {
    const marks = result.probes
      .filter(({ spoiled }) => !spoiled)
      .flatMap((probe) =>
        keptShares(probe)
          .filter(({ objective }) => result.objectives.includes(objective))
          .map(({ objective, kept, low, high }) => ({
            ratePerSec: probe.ratePerSec,
            objective,
            answer: probe.overloaded ? "overloaded" : (answerOf(probe.objectives, objective) ?? "not shown"),
            missed: drawn(1 - kept),
            from: drawn(1 - (high ?? kept)),
            to: drawn(1 - (low ?? kept)),
          })),
      );
    if (marks.length === 0) return noData("no probe counted requests that keep an objective");
    const x = {
      field: "ratePerSec",
      type: "quantitative" as const,
      scale: { zero: true, nice: true },
      axis: { title: "planned requests per second", grid: false },
    };
    const y = (field: string) => ({
      field,
      type: "quantitative" as const,
      scale: { type: "log" as const, domain: [LEAST_MISSED, 1], nice: false },
      axis: {
        values: [0.0001, 0.001, 0.01, 0.1, 1],
        labelExpr: "format(100 * datum.value, '~r') + ' %'",
        title: "share that misses",
        grid: true,
      },
    });
    const colour = {
      field: "objective",
      type: "nominal" as const,
      scale: { range: [COLOUR.actual, COLOUR.median, COLOUR.extreme, COLOUR.failed, COLOUR.planned] },
      legend: { title: null, legendY: UPPER_KEY },
    };
    const { loadLine } = result;
    const highest = largest(marks.map(({ ratePerSec }) => ratePerSec));
    const span =
      loadLine === null ? [] : [{ from: loadLine.interval.low, to: loadLine.interval.high ?? highest }];
    return {
      kind: "spec",
      spec: {
        width: plotWidth(layout),
        height: 300,
        layer: [
          ...layerOf(span, {
            mark: { type: "rect", color: COLOUR.shade },
            encoding: {
              x: { ...x, field: "from" },
              x2: { field: "to" },
            },
          }),
          ...layerOf(allowedBy(result), {
            mark: { type: "rule", strokeDash: [5, 3], strokeWidth: 1.3 },
            encoding: { y: y("allowed"), color: colour },
          }),
          ...layerOf(marks, {
            mark: { type: "rule", strokeWidth: 1.6 },
            encoding: { x, y: y("from"), y2: { field: "to" }, color: colour },
          }),
          ...layerOf(marks, {
            mark: { type: "point", filled: true, size: 60, opacity: 1 },
            encoding: {
              x,
              y: y("missed"),
              color: colour,
              shape: {
                field: "answer",
                type: "nominal",
                scale: {
                  domain: ["holds", "not shown", "misses", "overloaded"],
                  range: ["circle", "diamond", "triangle-down", "cross"],
                },
                legend: {
                  title: null,
                  legendY: LOWER_KEY,
                  symbolFillColor: COLOUR.text,
                  symbolStrokeColor: COLOUR.text,
                },
              },
            },
          }),
        ],
      },
    };
  },
});

function drawn(share: number): number {
  return Math.min(1, Math.max(LEAST_MISSED, share));
}

function answerOf(
  objectives: CapacityResult["probes"][number]["objectives"],
  objective: string,
): string | null | undefined {
  return objectives.find((one) => one.objective === objective)?.answer;
}

/** The share of requests that may miss each objective. */
function allowedBy({
  objectives,
}: CapacityResult): { readonly objective: string; readonly allowed: number }[] {
  return knownObjectives(objectives).flatMap((objective) => {
    const share = requiredShare(objective);
    return share === null ? [] : [{ objective: objective.text, allowed: drawn(1 - share) }];
  });
}
