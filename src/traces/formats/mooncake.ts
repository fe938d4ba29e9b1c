import { DecimalTimes, isNumeric } from "../decimal.ts";
import { parseObject } from "../json-line.ts";
import { unitBySize } from "../plain-columns.ts";
import { lengthOf, lengthProblem, shorten, type TraceFormat } from "../trace-format.ts";

/** Milliseconds per unit of the times in Mooncake's own traces. */
const UNIT_MS = 1;

/**
 * Mooncake traces, `{"timestamp": 27482, "input_length": 6955, "output_length": 52, "hash_ids": [46, 47]}`, times in
 * ms. Others write this shape with other units, so every reading says which one was taken; the output length may be
 * missing.
 */
export const mooncake: TraceFormat = {
  name: "mooncake",
  title: "Mooncake FAST'25 (Kimi: conversation, tool and agent, synthetic)",
  order: "rising",
  detect(first) {
    const { timestamp, input_length: input } = parseObject(first) ?? {};
    return input !== undefined && isNumeric(timestamp);
  },
  parseHeader(first) {
    const unit = unitBySize(Number(parseObject(first)?.timestamp)) ?? {
      unitMs: UNIT_MS,
      note: "times are read as milliseconds, as Mooncake's traces have them (name the key timestamp_s for seconds)",
    };
    const times = new DecimalTimes(unit.unitMs);
    return {
      headless: true,
      parseLine(line, emit) {
        const row = parseObject(line);
        if (row === undefined) return `"${shorten(line)}" is no JSON object`;
        const atMs = times.readValue(row.timestamp);
        if (Number.isNaN(atMs))
          return `timestamp is "${shorten(String(row.timestamp))}", not a number from 0 on`;
        const input = lengthOf(row.input_length);
        const output = lengthOf(row.output_length);
        const problem =
          lengthProblem("input_length", input, String(row.input_length)) ??
          (row.output_length === undefined
            ? undefined
            : lengthProblem("output_length", output, String(row.output_length)));
        if (problem === undefined) emit(atMs, input, output);
        return problem;
      },
      notes: () => [unit.note],
    };
  },
};
