import { type CsvCell, csvText } from "../../wire/csv-text.ts";
import type { HistoryExport } from "./history-export.ts";

/** Columns of every history, before those of its figures. */
export const CSV_COLUMNS = ["time", "group", "commit", "label", "result"] as const;

/** A history as a table: a line for each result, a column for each figure that any of them has. */
export const csv: HistoryExport = {
  title: "CSV, a line for each result, as Apache Otava and spreadsheets read it",
  oneGroup: false,
  render({ groups }) {
    const figures = [
      ...new Set(
        groups.flatMap(({ points }) =>
          points.flatMap(({ values }) => Object.keys(values).filter((id) => values[id] !== null)),
        ),
      ),
    ];
    const lines = groups.flatMap(({ group, points }) =>
      points.map(({ startedAt, commit, label, name, values }): CsvCell[] => [
        startedAt,
        group,
        commit,
        label,
        name,
        ...figures.map((id) => values[id] ?? null),
      ]),
    );
    return csvText([[...CSV_COLUMNS, ...figures], ...lines]);
  },
};
