import { CsvFields, csvHeader } from "../../wire/csv-fields.ts";
import { DecimalTimes } from "../decimal.ts";
import { shorten, type TraceFormat } from "../trace-format.ts";

const COLUMNS = "app,func,end_timestamp,duration";

const headerOf = (first: string) => csvHeader(first, (names) => names.join() === COLUMNS);

/**
 * One invocation per line, by its end: it arrived at end − duration. The rows are sorted by end, so arrivals are not.
 */
export const azureFunctions2021: TraceFormat = {
  name: "azure-functions-2021",
  title: "Azure Functions invocations 2021 (two weeks)",
  order: "any",
  detect: (first) => headerOf(first) !== undefined,
  parseHeader(first) {
    const header = headerOf(first);
    if (header === undefined) return `the header is "${shorten(first)}", not ${COLUMNS}`;
    const fields = new CsvFields(header.separator);
    const ends = new DecimalTimes(1000);
    return {
      headless: false,
      parseLine(line, emit) {
        const broken = fields.split(line);
        if (broken !== undefined) return broken;
        if (fields.count !== 4) return `has ${fields.count} columns, not 4`;
        const endMs = ends.read(line, fields.start(2), fields.end(2));
        if (Number.isNaN(endMs)) return `end_timestamp is "${shorten(fields.text(line, 2))}", not seconds`;
        const text = fields.text(line, 3);
        const durationSec = text === "" ? Number.NaN : Number(text);
        if (!(durationSec >= 0 && durationSec < 1e9))
          return `duration is "${shorten(text)}", not seconds from 0 on`;
        emit(endMs - durationSec * 1000, Number.NaN, Number.NaN);
        return undefined;
      },
      notes: () => ["arrival = end_timestamp − duration; the publisher altered the times from production"],
    };
  },
};
