import { resolve } from "node:path";
import type { TraceConvertOptions } from "../config/trace-options.ts";
import type { Host } from "../core/host.ts";
import { readTrace, TraceFileWriter } from "../store/trace-file.ts";
import { plainRows } from "../traces/row-writer.ts";
import type { TraceReading } from "../traces/trace-reader.ts";

const STDOUT_CHARACTERS = 64 * 1024;

/** Writes a trace as plain timestamps, to a file or, without one, in pieces to `out`. */
export async function convertTrace(
  options: TraceConvertOptions,
  host: Host,
  out: (text: string) => void,
): Promise<TraceReading> {
  const path = resolve(host.cwd, options.file);
  if (options.out === undefined) {
    let pending = "";
    const write = (text: string) => {
      pending += text;
      if (pending.length < STDOUT_CHARACTERS) return;
      out(pending);
      pending = "";
    };
    const reading = await readTrace(path, options, plainRows(options.to, write));
    out(pending);
    return reading;
  }
  const file = new TraceFileWriter(resolve(host.cwd, options.out));
  try {
    const reading = await readTrace(path, options, plainRows(options.to, file.write));
    file.close();
    return reading;
  } catch (error) {
    file.abandon();
    throw error;
  }
}
