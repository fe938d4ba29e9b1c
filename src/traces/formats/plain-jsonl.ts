import { DecimalTimes } from "../decimal.ts";
import { IsoTimes, looksIso } from "../iso-time.ts";
import { parseObject } from "../json-line.ts";
import { guessUnitMs, KNOWN_TIME_NAMES, plainColumns } from "../plain-columns.ts";
import { lengthOf, lengthProblem, shorten, type TraceFormat } from "../trace-format.ts";

/**
 * One object per line: `{"offset_ms": 12.5, "input_length": 4808, "output_length": 10}`; the lengths may be missing.
 */
export const plainJsonl: TraceFormat = {
  name: "jsonl",
  title: "any JSONL with a time (seconds, ms or ISO 8601)",
  order: "rising",
  detect: (first) => /^\s*\{/.test(first),
  parseHeader(first) {
    const head = parseObject(first);
    const keys = Object.keys(head ?? {});
    const columns = plainColumns(keys.map((key) => key.toLowerCase()));
    if (head === undefined || columns === undefined)
      return `"${shorten(first)}" is no object with a time; known names are ${KNOWN_TIME_NAMES}`;
    const [timeKey = "", inputKey, outputKey] = [columns.time, columns.input, columns.output].map(
      (i) => keys[i],
    );
    const sample = head[timeKey];
    const iso =
      typeof sample === "string" && looksIso(sample)
        ? new IsoTimes({ zone: "as-first", fraction: "optional" })
        : undefined;
    const unit = columns.unitMs === null ? guessUnitMs(Number(sample)) : { unitMs: columns.unitMs, note: "" };
    const times = new DecimalTimes(unit.unitMs);
    return {
      headless: true,
      parseLine(line, emit) {
        const row = parseObject(line);
        if (row === undefined) return `"${shorten(line)}" is no JSON object`;
        const time = row[timeKey];
        const text = String(time);
        const atMs = iso === undefined ? times.readValue(time) : iso.read(text, 0, text.length);
        if (Number.isNaN(atMs))
          return `${timeKey} is "${shorten(text)}": ${iso === undefined ? "not a number from 0 on" : iso.problem}`;
        const input = inputKey === undefined ? Number.NaN : lengthOf(row[inputKey]);
        const output = outputKey === undefined ? Number.NaN : lengthOf(row[outputKey]);
        const problem =
          (inputKey && lengthProblem(inputKey, input, String(row[inputKey]))) ||
          (outputKey && lengthProblem(outputKey, output, String(row[outputKey])));
        if (problem) return problem;
        emit(atMs, input, output);
        return undefined;
      },
      notes: () => (iso !== undefined || unit.note === "" ? [] : [unit.note]),
    };
  },
};
