import { largest, smallest } from "../../../core/extremes.ts";
import { formatNumber } from "../../../core/format.ts";
import type { SweepResult } from "../../../result/sweep-result.ts";
import { defineChart, noData } from "../../charts/chart.ts";
import { COLOUR, plotWidth } from "../../charts/theme.ts";
import { type LengthEfficiency, lengthEfficiency } from "../length-efficiency.ts";
import { variantsOf } from "../variants.ts";
import { variantEncoding } from "./variant-scale.ts";

/**
 * Chart of batch efficiency by the spread of lengths: batches of unequal inputs are padded, or are not made at all.
 */
export const lengthVariability = defineChart<SweepResult>({
  id: "length-variability",
  title: "Batch efficiency by spread of lengths",
  caption(result) {
    const efficiency = lengthEfficiency(result);
    if (typeof efficiency === "string") return `Nothing to say of lengths: ${efficiency}.`;
    const padding =
      efficiency.perRun === null
        ? "How many requests share a run the server did not say, so neither can the padding be worked out."
        : `Padding is worked out, not measured: what filling ${formatNumber(Math.max(1, Math.round(efficiency.perRun)), 1)} requests, as many as shared a run ` +
          "where lengths vary least, up to the longest would add. A server that runs only equal lengths together pads " +
          "nothing, and pays with smaller batches.";
    return `Inferences per second over those at the least spread, all else equal. ${padding}${meanNote(efficiency)}`;
  },
  spec(result, layout) {
    const efficiency = lengthEfficiency(result);
    if (typeof efficiency === "string") return noData(efficiency);
    const { spreads, ratios } = efficiency;
    const cvOf = new Map(spreads.map(({ lengths, cv }) => [lengths, cv]));
    const values = ratios.flatMap(({ variant, lengths, ratio }) => {
      const cv = cvOf.get(lengths);
      return cv === undefined ? [] : [{ variant, cv, percent: 100 * ratio }];
    });
    const variants = variantEncoding(
      variantsOf(result).filter((name) => values.some(({ variant }) => variant === name)),
    );
    const most = largest(
      spreads.map(({ cv }) => cv),
      0.1,
    );
    const x = (title: string | null) => ({
      field: "cv",
      type: "quantitative" as const,
      scale: { domain: [0, most * 1.05], nice: false },
      axis: { title, tickCount: 6, labels: title !== null },
    });
    const y = (title: string) => ({
      field: "percent",
      type: "quantitative" as const,
      scale: { zero: true, nice: true },
      axis: { title, tickCount: 4, labelExpr: "datum.label + ' %'" },
    });
    const width = plotWidth(layout);
    const title = "coefficient of variation of the lengths: 0 = all equal";
    const padding = spreads.flatMap(({ cv, paddingShare }) =>
      paddingShare === null ? [] : [{ cv, percent: 100 * paddingShare }],
    );
    const speed = {
      width,
      height: 200,
      data: { values },
      encoding: {
        x: x(padding.length === 0 ? title : null),
        y: y("inferences/s, to the least spread"),
        ...variants,
      },
      layer: [
        { mark: { type: "line" as const, strokeWidth: 1.8 }, encoding: { shape: { value: null } } },
        { mark: { type: "point" as const, filled: true, size: 55, opacity: 1 } },
      ],
    };
    if (padding.length === 0) return { kind: "spec", spec: speed };
    return {
      kind: "spec",
      spec: {
        vconcat: [
          speed,
          {
            width,
            height: 90,
            data: { values: padding },
            mark: {
              type: "line" as const,
              color: COLOUR.planned,
              strokeWidth: 1.8,
              point: { color: COLOUR.planned, size: 40 },
            },
            encoding: { x: x(title), y: y("padding, worked out") },
          },
        ],
      },
    };
  },
});

/** The note on unequal mean lengths: longer inputs are slower whatever their spread. */
function meanNote({ spreads }: LengthEfficiency): string {
  const means = spreads.map(({ mean }) => mean);
  const [low, high] = [smallest(means), largest(means)];
  if (high <= 1.1 * low) return "";
  return ` Mean lengths differ, from ${formatNumber(low)} to ${formatNumber(high)}: that alone changes the speed.`;
}
