import type { RunResult } from "../../result/run-result.ts";
import { named, type Paint } from "../terminal.ts";
import { SPOT_COLUMNS, spotOf, spotRows, spotSentences } from "./spot-words.ts";

const NAME = 20;
const CELL = 14;

/** The lines of a simulation with spot machines; none where it has none. */
export function spotLines(result: RunResult, paint: Paint): string[] {
  const spot = spotOf(result);
  if (spot === null) return [];
  const line = (name: string, cells: readonly string[]) =>
    `${name.padEnd(NAME)}${cells.map((cell) => cell.padStart(CELL)).join("")}`;
  return [
    "",
    ...spotSentences(spot).flatMap((sentence, index) => named(index === 0 ? "spot" : "", sentence)),
    paint.quiet(line("when due", SPOT_COLUMNS)),
    ...spotRows(spot).map(({ name, cells }) => line(name, cells)),
  ];
}
