import { formatSpan } from "../../core/format.ts";
import type { LevelResult } from "../../result/levels.ts";

/** The stretch of time at which a level was planned, such as `0 to 2.5 s`. */
export function levelTime({ fromMs, toMs }: LevelResult): string {
  return `${fromMs === 0 ? "0" : formatSpan(fromMs)} to ${formatSpan(toMs)}`;
}

/** The reasons why percentiles of levels are absent; equal reasons are said once. */
export function levelAbsences(levels: readonly LevelResult[]): string[] {
  const needs = levels.flatMap(({ absent }) =>
    Object.entries(absent).map(
      ([key, reason]) => `${key.replace("Ms", "")} ${reason.replace(/, there .*/, "")}`,
    ),
  );
  return [...new Set(needs)];
}
