import { isByDifference } from "./change.ts";
import type { Change } from "./comparison.ts";
import type { ComparedFigure } from "./document-figures.ts";

/** A change as a number with its sign: `+4.1`, `−0.03`; percent of the first value, or percentage points of shares. */
export function signedChange(change: number): string {
  const text = changeNumber(change);
  if (Number(text.replaceAll(",", "")) === 0) return "0";
  return `${change > 0 ? "+" : "−"}${text}`;
}

/** The size of a change without its sign: one decimal, fewer of what is large, more of what is small. */
function changeNumber(change: number): string {
  const percent = 100 * Math.abs(change);
  const decimals = percent >= 99.95 ? 0 : percent >= 0.095 || percent === 0 ? 1 : 3;
  return percent.toLocaleString("en-US", {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
}

/** The unit of a change: percent of the first value, or percentage points. */
export function changeUnit(figure: Pick<ComparedFigure, "unit">): string {
  return isByDifference(figure) ? "points" : "%";
}

/** A change with its interval: `+4.1 % [+2.9, +5.2]`. */
export function changeWords(figure: ComparedFigure, { change, interval }: Change): string {
  const bounds = interval === null ? "" : ` [${signedChange(interval.low)}, ${signedChange(interval.high)}]`;
  return `${signedChange(change)} ${changeUnit(figure)}${bounds}`;
}

/** A change that is shown to be above or below nothing, in words: `4.1 % [2.9, 5.2] slower`. */
export function shownChangeWords(figure: ComparedFigure, { change, interval }: Change): string {
  const ends =
    interval === null ? [] : [Math.abs(interval.low), Math.abs(interval.high)].sort((a, b) => a - b);
  const bounds = ends.length === 0 ? "" : ` [${ends.map(changeNumber).join(", ")}]`;
  return `${changeNumber(change)} ${changeUnit(figure)}${bounds} ${directionWord(figure, change)}`;
}

/** The word for the direction of a change: slower or faster, dearer or cheaper, higher or lower. */
export function directionWord({ unit }: ComparedFigure, change: number): string {
  const [more, less] =
    unit === "ms"
      ? ["slower", "faster"]
      : unit === "perMillion"
        ? ["dearer", "cheaper"]
        : ["higher", "lower"];
  return (change > 0 ? more : less) as string;
}

/** Whether an interval leaves no doubt about the direction of a change. */
export function isShown({ interval }: Change): boolean {
  return interval !== null && (interval.low > 0 || interval.high < 0);
}

/** Whether a change is for the worse; null where it is none, or of the figure neither more nor less is better. */
export function isWorse({ better }: Pick<ComparedFigure, "better">, change: number): boolean | null {
  if (better === "neither" || change === 0) return null;
  return better === "lower" ? change > 0 : change < 0;
}
