import { TraceReader, type TraceReading, type TraceReadOptions } from "../../src/traces/trace-reader.ts";

export interface ReadTrace {
  readonly rows: readonly (readonly [atMs: number, inputLength: number, outputLength: number])[];
  readonly reading: TraceReading;
}

/** Text of a file through the real reader. */
export function readText(text: string, options: TraceReadOptions = {}): ReadTrace {
  const rows: [number, number, number][] = [];
  const reader = new TraceReader("t.csv", options, (...row) => rows.push(row));
  const lines = text.split("\n");
  const last = lines.pop() ?? "";
  for (const line of lines) reader.line(line, true);
  if (last !== "") reader.line(last, false);
  return { rows, reading: reader.end() };
}
