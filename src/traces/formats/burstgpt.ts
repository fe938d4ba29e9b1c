import { CsvFields, csvHeader } from "../../wire/csv-fields.ts";
import { DecimalTimes, wholeNumber } from "../decimal.ts";
import { lengthProblem, shorten, type TraceFormat } from "../trace-format.ts";

const COLUMNS = ["timestamp", "request tokens", "response tokens"] as const;

const headerOf = (first: string) =>
  csvHeader(first, (names) => COLUMNS.every((name) => names.includes(name)));

/**
 * BurstGPT traces, `5,ChatGPT,472,18,490,Conversation log`, times in whole seconds; later files have two more columns.
 */
export const burstGpt: TraceFormat = {
  name: "burstgpt",
  title: "BurstGPT v1.2 (ChatGPT and GPT-4, 121 and 110 days)",
  order: "rising",
  quantumMs: 1000,
  detect: (first) => headerOf(first) !== undefined,
  parseHeader(first) {
    const header = headerOf(first);
    if (header === undefined)
      return `the header is "${shorten(first)}"; Timestamp, Request tokens and Response tokens are needed`;
    const { names, separator } = header;
    const [time = 0, input = 0, output = 0] = COLUMNS.map((name) => names.indexOf(name));
    const fields = new CsvFields(separator);
    const times = new DecimalTimes(1000);
    let failures = 0;
    return {
      headless: false,
      parseLine(line, emit) {
        const broken = fields.split(line);
        if (broken !== undefined) return broken;
        if (fields.count !== names.length) return `has ${fields.count} columns, the header ${names.length}`;
        const atMs = times.read(line, fields.start(time), fields.end(time));
        if (Number.isNaN(atMs)) return `Timestamp is "${shorten(fields.text(line, time))}", not seconds`;
        const inputLength = wholeNumber(line, fields.start(input), fields.end(input));
        const outputLength = wholeNumber(line, fields.start(output), fields.end(output));
        const problem =
          lengthProblem("Request tokens", inputLength, line, fields.start(input), fields.end(input)) ??
          lengthProblem("Response tokens", outputLength, line, fields.start(output), fields.end(output));
        if (problem !== undefined) return problem;
        if (outputLength === 0) failures++;
        emit(atMs, inputLength, outputLength);
        return undefined;
      },
      notes: () =>
        failures === 0
          ? []
          : [`${failures} rows have 0 response tokens: requests that failed; they arrived, so they count`],
    };
  },
};
