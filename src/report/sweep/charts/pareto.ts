import { formatCount, plural } from "../../../core/format.ts";
import type { SweepResult } from "../../../result/sweep-result.ts";
import { isInfinite } from "../../../sweep/infinite-tail.ts";
import { pointWords } from "../../../sweep/point-words.ts";
import { logAxis, logDomain, MS_LABEL, PLAIN_NUMBER } from "../../charts/axes.ts";
import { defineChart, noData } from "../../charts/chart.ts";
import { layerOf } from "../../charts/layer.ts";
import { COLOUR, plotWidth } from "../../charts/theme.ts";
import { infiniteNote, invalidNote, limitsOf, probedNote, samePoint } from "../points.ts";
import { isBarred, variantOf, variantsOf } from "../variants.ts";
import { limitLine } from "./limit-line.ts";
import { HOLLOW, variantEncoding } from "./variant-scale.ts";

/** Chart of latency against throughput, with the Pareto set: the points that no other beats in everything. */
export const pareto = defineChart<SweepResult>({
  id: "pareto",
  title: "Latency against throughput",
  caption(result) {
    const { best } = result;
    const barred = variantsOf(result).filter((variant) => isBarred(result, variant));
    const hollow =
      barred.length === 0
        ? ""
        : ` ${barred.join(", ")}, in hollow marks, may not be recommended: not shown to be as accurate as was asked for.`;
    const recommended = best === null ? "" : ` The ring marks the best: ${pointWords(best.point)}.`;
    const again = result.points.some(({ confirmed }) => confirmed > 0)
      ? " Points that were measured again stand where those runs put them; the others as they were picked, the best of them flattered."
      : "";
    return (
      "Better is to the right and below. Lines join, within each variant, the points that no other was seen to beat in latency, " +
      `throughput, accuracy and cost at once: ${formatCount(result.pareto.length)} of ` +
      `${plural(result.points.length, "point")}.${recommended}${again}${hollow}${probedNote(result)}${invalidNote(result)}${infiniteNote(result, "p95")}`
    );
  },
  spec(result, layout) {
    const marks = marksOf(result);
    if (marks.length === 0) return noData("no point has both a throughput and a p95");
    const names = variantsOf(result).filter((variant) => marks.some((mark) => mark.variant === variant));
    const variants = variantEncoding(names);
    const limits = limitsOf(result, ["p95"]);
    const y = logAxis(logDomain([...marks.map(({ ms }) => ms), ...limits.map(({ limitMs }) => limitMs)]));
    const position = {
      x: {
        field: "perSec",
        type: "quantitative" as const,
        scale: { zero: true, nice: true },
        axis: { title: "inferences per second", format: PLAIN_NUMBER, tickCount: layout.width < 400 ? 4 : 8 },
      },
      y: {
        field: "ms",
        type: "quantitative" as const,
        scale: y.scale,
        axis: {
          values: y.values,
          labelExpr: MS_LABEL,
          title: "p95 of the response time, logarithmic",
          grid: true,
        },
      },
    };
    const set = marks.filter(({ inSet }) => inSet);
    return {
      kind: "spec",
      spec: {
        width: plotWidth(layout),
        height: 330,
        layer: [
          ...limits.map(limitLine),
          ...layerOf(set, {
            mark: { type: "line", strokeWidth: 1.6, opacity: 0.8 },
            encoding: { ...position, color: variants.color },
          }),
          ...layerOf(
            marks.filter(({ full }) => full),
            {
              mark: { type: "point", filled: true, size: 55, opacity: 1 },
              encoding: { ...position, ...variants },
            },
          ),
          ...layerOf(
            marks.filter(({ full }) => !full),
            { mark: HOLLOW, encoding: { ...position, ...variants } },
          ),
          ...layerOf(
            marks.filter(({ best }) => best),
            {
              mark: {
                type: "point",
                filled: false,
                size: 330,
                strokeWidth: 2,
                color: COLOUR.text,
                opacity: 1,
              },
              encoding: position,
            },
          ),
        ],
      },
    };
  },
});

interface Mark {
  readonly variant: string;
  readonly perSec: number;
  readonly ms: number;
  readonly inSet: boolean;
  readonly best: boolean;
  /** True for a point that was measured in full length and may be recommended. */
  readonly full: boolean;
}

function marksOf(result: SweepResult): Mark[] {
  return result.points.flatMap(({ point, inferencesPerSec, latencyMs: { p95 }, failedShare, state }) => {
    if (inferencesPerSec === null || p95 === null || p95 <= 0 || isInfinite("p95", failedShare)) return [];
    const variant = variantOf(result, point);
    return [
      {
        variant,
        perSec: inferencesPerSec,
        ms: p95,
        inSet: result.pareto.some((one) => samePoint(one, point)),
        best: result.best !== null && samePoint(result.best.point, point),
        full: state === "measured" && !isBarred(result, variant),
      },
    ];
  });
}
