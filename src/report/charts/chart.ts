import type { TopLevelSpec } from "vega-lite";
import { THEME } from "./theme.ts";

/** The layout of a chart: the width on the page. A report draws each for desks and phones, and CSS shows one. */
export interface ChartLayout {
  /** Width of the chart in px, axis labels included. */
  readonly width: number;
}

export type ChartSpec =
  | { readonly kind: "spec"; readonly spec: TopLevelSpec }
  | { readonly kind: "no-data"; readonly reason: string };

/** A chart of one result document. A new one takes a file like those beside it and a line in `index.ts`. */
export interface Chart<Result> {
  readonly id: string;
  readonly title: string;
  /** The caption: how to read the chart, and what these data say. */
  caption(result: Result): string;
  /** The vega-lite spec as plain JSON, with the data inside, without title and theme. Never changes the result. */
  spec(result: Result, layout: ChartLayout): ChartSpec;
}

/** Returns the chart unchanged; its type is checked where the chart is written. */
export function defineChart<Result>(chart: Chart<Result>): Chart<Result> {
  return chart;
}

export function noData(reason: string): ChartSpec {
  return { kind: "no-data", reason };
}

/** The complete spec of a chart, with its title and the theme. */
export function chartSpec<Result>(chart: Chart<Result>, result: Result, layout: ChartLayout): ChartSpec {
  const drawn = chart.spec(result, layout);
  return drawn.kind === "no-data"
    ? drawn
    : { kind: "spec", spec: { ...drawn.spec, title: chart.title, config: THEME } };
}
