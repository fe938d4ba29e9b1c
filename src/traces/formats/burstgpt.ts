import { CsvFields, columnNames } from "../csv-fields.ts";
import { DecimalTimes, wholeNumber } from "../decimal.ts";
import { lengthProblem, shorten, type TraceFormat } from "../trace-format.ts";

/**
 * BurstGPT traces, `5,ChatGPT,472,18,490,Conversation log`, times in whole seconds; later files have two more columns.
 */
export const burstGpt: TraceFormat = {
  name: "burstgpt",
  title: "BurstGPT v1.2 (ChatGPT and GPT-4, 121 and 110 days)",
  order: "rising",
  quantumMs: 1000,
  detect(first) {
    const names = columnNames(first);
    return ["timestamp", "request tokens", "response tokens"].every((name) => names.includes(name));
  },
  parseHeader(first) {
    const names = columnNames(first);
    const [time, input, output] = ["timestamp", "request tokens", "response tokens"].map((n) =>
      names.indexOf(n),
    );
    if (
      time === undefined ||
      input === undefined ||
      output === undefined ||
      Math.min(time, input, output) < 0
    )
      return `the header is "${shorten(first)}"; Timestamp, Request tokens and Response tokens are needed`;
    const fields = new CsvFields();
    const times = new DecimalTimes(1000);
    let failures = 0;
    return {
      headless: false,
      parseLine(line, emit) {
        fields.split(line);
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
