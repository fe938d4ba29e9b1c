import { ABSENT, formatCount, formatNumber } from "../../core/format.ts";
import { levelName } from "../../result/level-name.ts";
import type { RunResult } from "../../result/run-result.ts";
import { named, type Paint } from "../terminal.ts";
import { levelAbsences, levelTime } from "./level-words.ts";

/** Width of the columns of the level and of its time, characters. */
const [LEVEL, TIME] = [24, 20];

/** The lines on the levels of a load that changed by plan; none where it has none. */
export function levelLines(result: RunResult, paint: Paint): string[] {
  const { levels } = result;
  if (levels.length === 0) return [];
  const line = (level: string, time: string, cells: readonly string[]) =>
    level.padEnd(LEVEL) + time.padEnd(TIME) + cells.map((cell) => cell.padStart(10)).join("");
  return [
    "",
    paint.quiet(line("by level", "time", ["requests", "p50 ms", "p99 ms", "failed"])),
    ...levels.map((level) =>
      line(levelName(level, result), levelTime(level), [
        formatCount(level.scheduled),
        formatNumber(level.p50Ms),
        formatNumber(level.p99Ms),
        formatCount(level.failed),
      ]),
    ),
    ...levelAbsences(levels)
      .flatMap((reason) => named(`  ${ABSENT}`, reason))
      .map(paint.quiet),
  ];
}
