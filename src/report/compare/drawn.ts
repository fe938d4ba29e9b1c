import type { Comparison } from "../../compare/comparison.ts";
import type { CountedSide } from "../../compare/side.ts";
import type { RunResult } from "../../result/run-result.ts";
import { COLOUR } from "../charts/theme.ts";

/** What the page of a comparison is made of: its document, and the results of each side for the drawings. */
export interface DrawnComparison {
  readonly comparison: Comparison;
  readonly sides: readonly CountedSide[];
}

/** The most sides that are drawn over each other. */
const MOST_DRAWN = 4;
const COLOURS = [COLOUR.actual, COLOUR.failed, COLOUR.median, COLOUR.extreme];
const DASHES = [
  [1, 0],
  [6, 3],
  [2, 2],
  [8, 3, 2, 3],
];

/** The sides that are drawn: the first four that have a result. */
export function drawnSides({ sides }: DrawnComparison): readonly CountedSide[] {
  return sides.filter(({ counted }) => counted.length > 0).slice(0, MOST_DRAWN);
}

/** A sentence where not all sides are drawn; empty otherwise. */
export function notDrawn(drawn: DrawnComparison): string {
  const left = drawn.sides.filter(({ counted }) => counted.length > 0).slice(MOST_DRAWN);
  return left.length === 0 ? "" : ` Not drawn: ${left.map(({ letter }) => letter).join(", ")}.`;
}

/** The runs of a side. */
export function runsOf({ counted }: CountedSide): RunResult[] {
  return counted.flatMap(({ document }) => (document.kind === "run" ? document : []));
}

/** The encodings by which sides are told apart: by colour, and by dashes for eyes that do not see the colours apart. */
export function sideEncoding(sides: readonly Pick<CountedSide, "letter">[], hasLegend = true) {
  const domain = sides.map(({ letter }) => letter);
  const legend = hasLegend ? {} : { legend: null };
  return {
    color: {
      field: "side",
      type: "nominal" as const,
      scale: { domain, range: COLOURS.slice(0, domain.length) },
      ...legend,
    },
    strokeDash: {
      field: "side",
      type: "nominal" as const,
      scale: { domain, range: DASHES.slice(0, domain.length) },
      ...legend,
    },
  };
}
