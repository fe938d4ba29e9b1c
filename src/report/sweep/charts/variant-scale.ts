import { COLOUR } from "../../charts/theme.ts";

/**
 * Colours of variants, distinct for colour-blind eyes in this order; with the shapes, distinct in black and white.
 */
const COLOURS = [COLOUR.actual, COLOUR.failed, COLOUR.extreme, COLOUR.median, COLOUR.planned];
const SHAPES = ["circle", "square", "triangle-up", "diamond"];

/** Mark of a hollow point: filled with the page's colour, outlined in the variant's. */
export const HOLLOW = {
  type: "point",
  filled: false,
  fill: "var(--bg, #fff)",
  size: 45,
  strokeWidth: 1.4,
  opacity: 1,
} as const;

const ROW_PX = 17;
/** Height of the horizontal title of the vertical axis, between legend and plot, px. */
const AXIS_TITLE_PX = 26;

/** Colour and shape of each variant, with a legend of one row for each, above the plot. */
export function variantEncoding(names: readonly string[]) {
  const legend = {
    direction: "vertical" as const,
    legendY: -AXIS_TITLE_PX - ROW_PX * names.length,
    rowPadding: 3,
    symbolSize: 70,
    labelLimit: 340,
  };
  const pick = (from: readonly string[]) => names.map((_, i) => from[i % from.length] as string);
  return {
    color: {
      field: "variant",
      type: "nominal" as const,
      scale: { domain: [...names], range: pick(COLOURS) },
      legend,
    },
    shape: {
      field: "variant",
      type: "nominal" as const,
      scale: { domain: [...names], range: pick(SHAPES) },
      legend,
    },
  };
}
