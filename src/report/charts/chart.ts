import type { TopLevelSpec } from "vega-lite";
import { THEME } from "./theme.ts";

/** How wide the page can draw. A report draws each chart twice, for desks and for phones, and CSS shows one. */
export interface ChartLayout {
  /** px, axis labels included */
  readonly width: number;
}

export type ChartSpec =
  | { readonly kind: "spec"; readonly spec: TopLevelSpec }
  | { readonly kind: "no-data"; readonly reason: string };

/** One picture of one result document. Adding one = one file like this one's neighbours and a line in `index.ts`. */
export interface Chart<Result> {
  readonly id: string;
  readonly title: string;
  /** How to read it, and what these data say. */
  caption(result: Result): string;
  /** Plain JSON for vega-lite with the data inside; the title and the theme are added. Never changes the result. */
  spec(result: Result, layout: ChartLayout): ChartSpec;
}

/** Identity that checks the shape where the chart is written. */
export function defineChart<Result>(chart: Chart<Result>): Chart<Result> {
  return chart;
}

export function noData(reason: string): ChartSpec {
  return { kind: "no-data", reason };
}

/** The whole spec of a chart: what it draws, under its title and in the theme. */
export function chartSpec<Result>(chart: Chart<Result>, result: Result, layout: ChartLayout): ChartSpec {
  const drawn = chart.spec(result, layout);
  return drawn.kind === "no-data"
    ? drawn
    : { kind: "spec", spec: { ...drawn.spec, title: chart.title, config: THEME } };
}
