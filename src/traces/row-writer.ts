import type { RowSink } from "./trace-format.ts";

export type PlainFormat = "csv" | "jsonl";

/**
 * Writes plain timestamps, `offset_ms[,input_length,output_length]`, to the nanosecond. Lengths are known for all rows
 * of a file or for none: the first row decides which columns there are.
 */
export function plainRows(to: PlainFormat, write: (text: string) => void): RowSink {
  let first = true;
  let withInput = false;
  let withOutput = false;
  return (atMs, inputLength, outputLength) => {
    if (first) {
      first = false;
      withInput = !Number.isNaN(inputLength);
      withOutput = !Number.isNaN(outputLength);
      const names = ["offset_ms", withInput ? "input_length" : "", withOutput ? "output_length" : ""];
      if (to === "csv") write(`${names.filter(Boolean).join(",")}\n`);
    }
    const offset = Math.round(atMs * 1e6) / 1e6;
    if (to === "csv") {
      write(`${offset}${withInput ? `,${inputLength}` : ""}${withOutput ? `,${outputLength}` : ""}\n`);
    } else {
      const input = withInput ? `,"input_length":${inputLength}` : "";
      const output = withOutput ? `,"output_length":${outputLength}` : "";
      write(`{"offset_ms":${offset}${input}${output}}\n`);
    }
  };
}
