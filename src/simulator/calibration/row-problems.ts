import type { MeasuredRow } from "./measured-row.ts";

/** Facts that all rows of a series share; what else differs makes it another series. */
const SHARED = ["model", "backend", "accelerator", "version", "precision", "format", "device"] as const;

/** Problems that only show when rows are seen together: two rows for one load, and series that mix different things. */
export function rowProblems(rows: readonly MeasuredRow[]): string[] {
  return [...duplicates(rows), ...mixtures(rows)];
}

function duplicates(rows: readonly MeasuredRow[]): string[] {
  const first = new Map<string, number>();
  return rows.flatMap((row) => {
    const { series, scenario, clientBatch, length, concurrency, statesConcurrency, instances, transport } =
      row;
    const key = JSON.stringify([
      series,
      scenario,
      clientBatch,
      length,
      concurrency,
      statesConcurrency,
      instances,
      transport,
    ]);
    const line = first.get(key);
    if (line === undefined) first.set(key, row.line);
    return line === undefined
      ? []
      : [
          `line ${row.line}: the load of line ${line} again (${scenario}, batch ${clientBatch}${length === null ? "" : `, length ${length}`}, ${concurrency} outstanding): keep one, or name another series`,
        ];
  });
}

function mixtures(rows: readonly MeasuredRow[]): string[] {
  const first = new Map<string, MeasuredRow>();
  return rows.flatMap((row) => {
    const begin = first.get(row.series);
    if (begin === undefined) first.set(row.series, row);
    const differing = begin === undefined ? [] : SHARED.filter((fact) => row[fact] !== begin[fact]);
    return differing.map(
      (fact) =>
        `line ${row.line}: series ${row.series} has the ${fact} ${row[fact] ?? "(none)"}, and in line ${begin?.line} ${begin?.[fact] ?? "(none)"}: name two series`,
    );
  });
}
