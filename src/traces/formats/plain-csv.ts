import { CsvFields, type CsvHeader, csvHeader } from "../../wire/csv-fields.ts";
import { DecimalTimes, wholeNumber } from "../decimal.ts";
import { IsoTimes, looksIso } from "../iso-time.ts";
import { guessUnitMs, KNOWN_TIME_NAMES, type PlainColumns, plainColumns } from "../plain-columns.ts";
import { type LineParser, lengthProblem, shorten, type TraceFormat } from "../trace-format.ts";

const isTime = (text: string) => looksIso(text) || /^\d+(?:\.\d+)?$/.test(text);

/** A number that is written with a comma, which some countries take for a point and others for thousands. */
const COMMA_NUMBER = /^\d+(?:,\d+)+$/;

const headerOf = (first: string): CsvHeader | undefined =>
  csvHeader(first, (names) => plainColumns(names) !== undefined);

/** The first line of a file without names: it begins with a time. */
const headlessOf = (first: string): CsvHeader | undefined => csvHeader(first, ([time = ""]) => isTime(time));

/**
 * Timestamps, with or without lengths: `offset_ms,input_length,output_length`, or a bare column of times. Fields may
 * be quoted, and stand between commas, semicolons or tabs.
 */
export const plainCsv: TraceFormat = {
  name: "csv",
  title: "any CSV with a column of times (seconds, ms or ISO 8601)",
  order: "rising",
  detect: (first) => headerOf(first) !== undefined || headlessOf(first) !== undefined,
  parseHeader(first, second) {
    const headless = headlessOf(first);
    if (headless !== undefined) return parserOfTimes(headless);
    const header = headerOf(first);
    const columns = header && plainColumns(header.names);
    if (header === undefined || columns === undefined)
      return `no column of "${shorten(first)}" is a time; known names are ${KNOWN_TIME_NAMES}`;
    const sample = new CsvFields(header.separator).texts(second)[columns.time] ?? "";
    return rows(columns, header, sample, false);
  },
};

/** The parser of a bare column of times, or what is wrong with a line of several columns that have no names. */
function parserOfTimes(header: CsvHeader): LineParser | string {
  const [time = "", ...others] = header.names;
  if (others.length > 0)
    return `"${shorten(header.names.join(" | "))}" is a row of several columns without names: put a line of names above it, such as offset_ms,input_length,output_length`;
  return rows({ time: 0, unitMs: null, input: -1, output: -1 }, header, time, true);
}

function rows(
  columns: PlainColumns,
  { separator, names: { length: width } }: CsvHeader,
  sample: string,
  headless: boolean,
): LineParser {
  const { time, input, output } = columns;
  const iso = looksIso(sample) ? new IsoTimes({ zone: "as-first", fraction: "optional" }) : undefined;
  const unit = columns.unitMs === null ? guessUnitMs(Number(sample)) : { unitMs: columns.unitMs, note: "" };
  const times = iso ?? new DecimalTimes(unit.unitMs);
  const fields = new CsvFields(separator);
  const length = (line: string, field: number) =>
    field < 0 ? Number.NaN : wholeNumber(line, fields.start(field), fields.end(field));
  const problemOf = (name: string, value: number, line: string, field: number) =>
    field < 0 ? undefined : lengthProblem(name, value, line, fields.start(field), fields.end(field));
  return {
    headless,
    parseLine(line, emit) {
      const broken = fields.split(line);
      if (broken !== undefined) return broken;
      if (fields.count !== width) return `has ${fields.count} columns, not ${width}`;
      const atMs = times.read(line, fields.start(time), fields.end(time));
      if (Number.isNaN(atMs)) {
        const text = fields.text(line, time);
        return `time is "${shorten(text)}": ${iso === undefined ? numberProblem(text) : iso.problem}`;
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

function numberProblem(text: string): string {
  return COMMA_NUMBER.test(text)
    ? "its comma may stand for a point or for thousands: write times with a point"
    : "not a number from 0 on";
}
