import type { RunResult } from "../../result/run-result.ts";
import { named, type Paint } from "../terminal.ts";
import { seedRowWords, seedsNote, seedsOf } from "./seeds-words.ts";

const NAME = 11;
const TITLE = 16;
const MEAN = 14;
const RANGE = 24;

/** The lines of a simulation over several seeds; none where it had only one. */
export function seedsLines(result: RunResult, paint: Paint): string[] {
  const seeds = seedsOf(result);
  if (seeds === null) return [];
  const line = (name: string, title: string, mean: string, interval: string, range: string) =>
    `${name.padEnd(NAME)}${title.padEnd(TITLE)}${mean.padStart(MEAN)}${interval.padStart(RANGE)}${range.padStart(RANGE)}`;
  return [
    "",
    paint.quiet(line("over seeds", "", "mean", "95 % interval", "least to most")),
    ...seeds.rows.map((row) => {
      const { mean, interval, range, unit } = seedRowWords(row);
      return line("", unit === "" ? row.title : `${row.title}, ${unit}`, mean, interval, range);
    }),
    ...named("", seedsNote(seeds)).map(paint.quiet),
  ];
}
