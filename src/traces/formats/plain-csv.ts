import { CsvFields, columnNames } from "../csv-fields.ts";
import { DecimalTimes, wholeNumber } from "../decimal.ts";
import { IsoTimes, looksIso } from "../iso-time.ts";
import { guessUnitMs, KNOWN_TIME_NAMES, type PlainColumns, plainColumns } from "../plain-columns.ts";
import { type LineParser, lengthProblem, shorten, type TraceFormat } from "../trace-format.ts";

const isTime = (text: string) => looksIso(text) || /^\d+(?:\.\d+)?$/.test(text);

/** Timestamps, with or without lengths: `offset_ms,input_length,output_length`, or a bare column of times. */
export const plainCsv: TraceFormat = {
  name: "csv",
  title: "any CSV with a column of times (seconds, ms or ISO 8601)",
  order: "rising",
  detect: (first) => plainColumns(columnNames(first)) !== undefined || isTime(first.trim()),
  parseHeader(first, second) {
    const names = columnNames(first);
    const headless = isTime(first.trim());
    const columns = headless ? { time: 0, unitMs: null, input: -1, output: -1 } : plainColumns(names);
    if (columns === undefined)
      return `no column of "${shorten(first)}" is a time; known names are ${KNOWN_TIME_NAMES}`;
    const sample = (headless ? first : second).split(",")[columns.time]?.trim() ?? "";
    return rows(columns, headless ? 1 : names.length, sample, headless);
  },
};

function rows(columns: PlainColumns, width: number, sample: string, headless: boolean): LineParser {
  const { time, input, output } = columns;
  const iso = looksIso(sample) ? new IsoTimes({ zone: "as-first", fraction: "optional" }) : undefined;
  const unit = columns.unitMs === null ? guessUnitMs(Number(sample)) : { unitMs: columns.unitMs, note: "" };
  const times = iso ?? new DecimalTimes(unit.unitMs);
  const fields = new CsvFields();
  const length = (line: string, field: number) =>
    field < 0 ? Number.NaN : wholeNumber(line, fields.start(field), fields.end(field));
  const problemOf = (name: string, value: number, line: string, field: number) =>
    field < 0 ? undefined : lengthProblem(name, value, line, fields.start(field), fields.end(field));
  return {
    headless,
    parseLine(line, emit) {
      fields.split(line);
      if (fields.count !== width) return `has ${fields.count} columns, not ${width}`;
      const atMs = times.read(line, fields.start(time), fields.end(time));
      if (Number.isNaN(atMs)) {
        const why = iso === undefined ? "not a number from 0 on" : iso.problem;
        return `time is "${shorten(fields.text(line, time))}": ${why}`;
      }
      const inputLength = length(line, input);
      const outputLength = length(line, output);
      const problem =
        problemOf("input length", inputLength, line, input) ??
        problemOf("output length", outputLength, line, output);
      if (problem === undefined) emit(atMs, inputLength, outputLength);
      return problem;
    },
    notes: () => (iso !== undefined || unit.note === "" ? [] : [unit.note]),
  };
}
