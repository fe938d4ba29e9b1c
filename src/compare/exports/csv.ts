import { csvText } from "../../wire/csv-text.ts";
import type { CompareExport } from "./compare-export.ts";

const HEAD = [
  "figure",
  "title",
  "unit",
  "better",
  "side",
  "label",
  "value",
  "least",
  "most",
  "results",
  "change_from_a",
  "change_low",
  "change_high",
];

/** A comparison as a table of figures: a line for each figure of each side. */
export const csv: CompareExport = {
  title: "CSV, a line for each figure of each side, for spreadsheets",
  render({ rows, sides }) {
    const lines = rows.flatMap(({ figure, sides: values, changes }) =>
      values.map(({ value, least, most, count }, i) => {
        const change = i === 0 ? null : (changes[i - 1] ?? null);
        return [
          figure.id,
          figure.title,
          figure.unit,
          figure.better,
          sides[i]?.letter ?? "",
          sides[i]?.label ?? "",
          value,
          least,
          most,
          count,
          change?.change ?? null,
          change?.interval?.low ?? null,
          change?.interval?.high ?? null,
        ];
      }),
    );
    return csvText([HEAD, ...lines]);
  },
};
