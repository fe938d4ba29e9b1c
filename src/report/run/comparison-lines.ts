import type { RunResult } from "../../result/run-result.ts";
import { named, type Paint } from "../terminal.ts";
import { comparisonNotes, comparisonOf, errorWords, valueWords } from "./comparison-words.ts";

const NAME = 11;
const TITLE = 16;
const CELL = 14;

/** The lines of a simulated run beside measured ones; none where nothing was compared. */
export function comparisonLines(result: RunResult, paint: Paint): string[] {
  const comparison = comparisonOf(result);
  if (comparison === null) return [];
  const line = (name: string, title: string, cells: readonly string[]) =>
    `${name.padEnd(NAME)}${title.padEnd(TITLE)}${cells.map((cell) => cell.padStart(CELL)).join("")}`;
  return [
    "",
    paint.quiet(line("compared", "", ["measured", "simulated", "error", "spread"])),
    ...comparison.rows.map((row) => {
      const { error, spread } = errorWords(row);
      return line("", row.title, [
        valueWords(row.measured, row),
        valueWords(row.simulated, row),
        error,
        spread,
      ]);
    }),
    ...comparisonNotes(comparison).flatMap((note) => named("", note).map(paint.quiet)),
  ];
}
