import type { Config } from "vega-lite";

/**
 * Colours of the charts: CSS variables with a fallback, so that one SVG fits light and dark pages and also stands
 * alone. The series colours are Okabe & Ito's (2008), which people with colour-blind eyes can tell apart; the page
 * lightens them in dark mode. A colour means the same thing in every chart.
 */
export const COLOUR = {
  text: "var(--fg, #1b2430)",
  quiet: "var(--muted, #5b6675)",
  grid: "var(--grid, #e4e7ec)",
  axis: "var(--axis, #9aa4b2)",
  shade: "var(--shade, #eef0f4)",
  /** Colour of planned and offered traffic. */
  planned: "var(--planned, #8a94a3)",
  /** Colour of what a user saw: ok answers, response time, sent traffic. */
  actual: "var(--actual, #0072b2)",
  /** Colour of service time alone: a broad band under the line of response time. */
  service: "var(--service, #8cc9ee)",
  median: "var(--median, #008a63)",
  /** Colour of the slowest requests. */
  extreme: "var(--extreme, #b5568c)",
  failed: "var(--failed, #d55e00)",
} as const;

const FONT = "ui-sans-serif, system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif";

export const THEME: Config = {
  aria: false, // the page gives the whole picture one label; a label per point would be read out one by one
  background: "transparent",
  font: FONT,
  padding: { left: 2, right: 14, top: 4, bottom: 2 },
  view: { stroke: null },
  title: { anchor: "start", frame: "bounds", color: COLOUR.text, fontSize: 14, fontWeight: 600, offset: 10 },
  axis: {
    labelColor: COLOUR.quiet,
    labelFontSize: 11,
    labelOverlap: "greedy",
    titleColor: COLOUR.quiet,
    titleFontSize: 11,
    titleFontWeight: "normal",
    titlePadding: 8,
    gridColor: COLOUR.grid,
    domainColor: COLOUR.axis,
    tickColor: COLOUR.axis,
    tickSize: 4,
  },
  // The title of a vertical axis is written level above it: read without turning the head, and room for the plot.
  axisY: {
    domain: false,
    ticks: false,
    labelPadding: 6,
    minExtent: 44,
    maxExtent: 44,
    titleAngle: 0,
    titleAlign: "left",
    titleAnchor: "end",
    titleX: -44,
    titleY: -9,
    titleBaseline: "bottom",
  },
  axisX: { grid: false },
  legend: {
    // At a fixed place: "top" would put it on the level title of the vertical axis.
    orient: "none",
    legendX: -44,
    legendY: -44,
    direction: "horizontal",
    title: null,
    labelColor: COLOUR.text,
    labelFontSize: 11.5,
    symbolType: "stroke",
    symbolStrokeWidth: 2.5,
    symbolSize: 160,
    columnPadding: 14,
    labelLimit: 260,
  },
  concat: { spacing: 34 },
  line: { strokeJoin: "round" },
};

/** Width of axis labels and padding beside the plot itself, px. */
const MARGIN_PX = 62;

export function plotWidth(layout: { readonly width: number }): number {
  return layout.width - MARGIN_PX;
}
