import { type ComparedFigure, formatCompared } from "../../compare/document-figures.ts";
import type { Stretch } from "../../history/history.ts";

/** The mean of a stretch with its interval, and how many results it is of: `41.2 ms [40.9, 41.5] (30)`. */
export function meanWords(figure: ComparedFigure, stretch: Stretch | undefined): string {
  if (stretch === undefined) return "none";
  const { mean, interval, count } = stretch;
  const bounds =
    interval === null
      ? ""
      : ` [${formatCompared(figure, Math.max(0, interval.low))}, ${formatCompared(figure, interval.high)}]`;
  return `${formatCompared(figure, mean)}${bounds} (${count})`;
}
