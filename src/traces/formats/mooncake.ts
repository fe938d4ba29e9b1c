import { DecimalTimes } from "../decimal.ts";
import { parseObject } from "../json-line.ts";
import { lengthProblem, shorten, type TraceFormat } from "../trace-format.ts";

/**
 * Mooncake traces, `{"timestamp": 27482, "input_length": 6955, "output_length": 52, "hash_ids": [46, 47]}`, times in
 * ms.
 */
export const mooncake: TraceFormat = {
  name: "mooncake",
  title: "Mooncake FAST'25 (Kimi: conversation, tool and agent, synthetic)",
  order: "rising",
  detect: (first) => /^\s*\{/.test(first) && /"timestamp"/.test(first) && /"input_length"/.test(first),
  parseHeader() {
    const times = new DecimalTimes(1);
    return {
      headless: true,
      parseLine(line, emit) {
        const row = parseObject(line);
        if (row === undefined) return `"${shorten(line)}" is no JSON object`;
        const atMs = typeof row.timestamp === "number" ? times.readNumber(row.timestamp) : Number.NaN;
        if (Number.isNaN(atMs)) return `timestamp is ${shorten(String(row.timestamp))}, not ms from 0 on`;
        const input = Number(row.input_length);
        const output = Number(row.output_length);
        const problem =
          lengthProblem("input_length", input, String(row.input_length)) ??
          lengthProblem("output_length", output, String(row.output_length));
        if (problem === undefined) emit(atMs, input, output);
        return problem;
      },
    };
  },
};
