import { formatCount, formatNumber, formatSpan } from "../../core/format.ts";
import type { LevelResult } from "../../result/levels.ts";
import type { RunResult } from "../../result/run-result.ts";

/** The name of a level of the load, such as `20/s`, `20 to 40/s` or `4 to 6 in flight`. */
export function levelName({ planned: { from, to } }: LevelResult, { load }: Pick<RunResult, "load">): string {
  const [first, last] = [formatLevel(from), formatLevel(to)];
  const unit = load.kind === "closed" ? " in flight" : "/s";
  return `${first === last ? first : `${first} to ${last}`}${unit}`;
}

/** The stretch of time at which a level was planned, such as `0 to 2.5 s`. */
export function levelTime({ fromMs, toMs }: LevelResult): string {
  return `${fromMs === 0 ? "0" : formatSpan(fromMs)} to ${formatSpan(toMs)}`;
}

/** A level without padding zeros: people choose round ones. */
function formatLevel(value: number): string {
  return Number.isInteger(value) ? formatCount(value) : formatNumber(value);
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
