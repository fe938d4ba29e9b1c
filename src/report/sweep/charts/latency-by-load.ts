import { plural } from "../../../core/format.ts";
import type { PointSummary, SweepResult } from "../../../result/sweep-result.ts";
import { isInfinite } from "../../../sweep/infinite-tail.ts";
import { pointWords } from "../../../sweep/point-words.ts";
import { logAxis, logDomain, MS_LABEL } from "../../charts/axes.ts";
import { defineChart, noData } from "../../charts/chart.ts";
import { layerOf } from "../../charts/layer.ts";
import { COLOUR, plotWidth } from "../../charts/theme.ts";
import {
  axisWith,
  infiniteNote,
  invalidNote,
  limitsOf,
  probedNote,
  type SweepAxis,
  samePoint,
  tailOf,
  without,
} from "../points.ts";
import { bestOfVariant, variantsOf } from "../variants.ts";
import { limitLine } from "./limit-line.ts";
import { HOLLOW, variantEncoding } from "./variant-scale.ts";

/** Chart of latency against load: one configuration of each variant, in front of all the others in grey. */
export const latencyByLoad = defineChart<SweepResult>({
  id: "latency-by-load",
  title: "Latency against load",
  caption(result) {
    const axis = axisWith(result, "load");
    if (axis === undefined) return "The sweep has no axis of load.";
    const tail = tailOf(result);
    const others = new Set(othersOf(result, axis).map(({ configuration }) => configuration)).size;
    const grey = others === 0 ? "" : ` Grey: ${tail} of ${plural(others, "other configuration")}.`;
    return (
      `Solid: ${tail}; dashed: p50, of the response time. Each variant in the configuration of its best point that ` +
      `holds the objectives, or of its fastest where none does.${grey}${probedNote(result)}${invalidNote(result)}${infiniteNote(result, tail)}`
    );
  },
  spec(result, layout) {
    const axis = axisWith(result, "load");
    if (axis === undefined) return noData("the sweep has no axis of load, such as --concurrency 1..64x2");
    const tail = tailOf(result);
    const shown = shownConfigurations(result, axis);
    const lines = shown.flatMap(({ label, points }) => linesOf(label, points, axis, tail));
    if (lines.length === 0) return noData("no point has a response time");
    const others = othersOf(result, axis);
    const limits = limitsOf(result, ["p50", tail]);
    const y = logAxis(
      logDomain([...lines, ...others].map(({ ms }) => ms).concat(limits.map((l) => l.limitMs))),
    );
    const variants = variantEncoding(shown.map(({ label }) => label));
    const position = {
      x: {
        field: "load",
        type: "ordinal" as const,
        scale: { type: "point" as const, domain: [...axis.values], padding: 0.35 },
        axis: { title: axis.title, labelAngle: 0 },
      },
      y: {
        field: "ms",
        type: "quantitative" as const,
        scale: y.scale,
        axis: { values: y.values, labelExpr: MS_LABEL, title: "response time, logarithmic", grid: true },
      },
    };
    const slow = lines.filter(({ quantile }) => quantile === tail);
    return {
      kind: "spec",
      spec: {
        width: plotWidth(layout),
        height: 300,
        layer: [
          ...layerOf(others, {
            mark: { type: "line", color: COLOUR.axis, strokeWidth: 1, opacity: 0.4 },
            encoding: { ...position, detail: { field: "configuration" } },
          }),
          ...limits.map(limitLine),
          ...layerOf(
            lines.filter(({ quantile }) => quantile === "p50"),
            {
              mark: { type: "line", strokeWidth: 1.4, strokeDash: [4, 3] },
              encoding: { ...position, color: variants.color },
            },
          ),
          ...layerOf(slow, {
            mark: { type: "line", strokeWidth: 2.2 },
            encoding: { ...position, color: variants.color },
          }),
          ...layerOf(
            slow.filter(({ probed }) => !probed),
            {
              mark: { type: "point", filled: true, size: 55, opacity: 1 },
              encoding: { ...position, ...variants },
            },
          ),
          ...layerOf(
            slow.filter(({ probed }) => probed),
            { mark: HOLLOW, encoding: { ...position, ...variants } },
          ),
        ],
      },
    };
  },
});

interface Line {
  readonly variant: string;
  readonly load: string;
  readonly ms: number;
  readonly quantile: string;
  readonly probed: boolean;
}

function linesOf(
  label: string,
  points: readonly PointSummary[],
  axis: SweepAxis,
  tail: "p90" | "p95" | "p99",
) {
  return points.flatMap(({ point, latencyMs, failedShare, state }) =>
    (["p50", tail] as const).flatMap((quantile): Line[] => {
      const ms = latencyMs[quantile];
      const load = point[axis.name];
      return ms === null || ms <= 0 || load === undefined || isInfinite(quantile, failedShare)
        ? []
        : [{ variant: label, load, ms, quantile, probed: state === "probed" }];
    }),
  );
}

function shownConfigurations(result: SweepResult, axis: SweepAxis) {
  return variantsOf(result).flatMap((variant) => {
    const best = bestOfVariant(result, variant);
    if (best === undefined) return [];
    const configuration = without(best.point.point, [axis.name]);
    const points = result.points.filter(({ point }) => samePoint(without(point, [axis.name]), configuration));
    const label = Object.keys(configuration).length === 0 ? variant : pointWords(configuration);
    return [{ configuration, label, points }];
  });
}

function othersOf(result: SweepResult, axis: SweepAxis) {
  const shown = shownConfigurations(result, axis).map(({ configuration }) => configuration);
  const tail = tailOf(result);
  return result.points.flatMap(({ point, latencyMs, failedShare }) => {
    const configuration = without(point, [axis.name]);
    const ms = latencyMs[tail];
    if (
      ms === null ||
      ms <= 0 ||
      isInfinite(tail, failedShare) ||
      shown.some((one) => samePoint(one, configuration))
    )
      return [];
    return [{ load: point[axis.name], ms, configuration: pointWords(configuration) }];
  });
}
