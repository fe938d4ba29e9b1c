import { ABSENT, formatCount, formatMs, formatShare } from "../../core/format.ts";
import type { RunResult } from "../../result/run-result.ts";
import type { Paint } from "../terminal.ts";

type Row = NonNullable<NonNullable<RunResult["simulation"]>["priorities"]>[number];

const NAME = 11;
const CELL = 14;

/** The columns of what became of the requests of each priority. */
export const PRIORITY_COLUMNS = ["requests", "answered ok", "mean", "p50", "p99"] as const;

/** What became of the requests of each priority; none where they have no priorities. */
export function prioritiesOf({ simulation }: RunResult): readonly Row[] {
  return simulation?.priorities ?? [];
}

/** The cells of a priority, under the columns. */
export function priorityCells({ requests, ok, meanMs, p50Ms, p99Ms }: Row): string[] {
  const ms = (value: number | null) => (value === null ? ABSENT : formatMs(value));
  return [
    formatCount(requests),
    requests === 0 ? ABSENT : formatShare(ok, requests),
    ms(meanMs),
    ms(p50Ms),
    ms(p99Ms),
  ];
}

/** The lines of a simulation with priorities; none where it has none. */
export function priorityLines(result: RunResult, paint: Paint): string[] {
  const rows = prioritiesOf(result);
  if (rows.length === 0) return [];
  const line = (name: string, cells: readonly string[]) =>
    `${name.padEnd(NAME)}${cells.map((cell) => cell.padStart(CELL)).join("")}`;
  return [
    "",
    paint.quiet(line("priority", PRIORITY_COLUMNS)),
    ...rows.map((row) => line(String(row.priority), priorityCells(row))),
  ];
}
