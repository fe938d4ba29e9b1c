import { resolve } from "node:path";
import { type Arrivals, traceFiles } from "../arrivals/index.ts";
import type { Lengths } from "../payloads/lengths/index.ts";
import type { LengthSamples } from "../payloads/lengths/length-distribution.ts";
import { readTraceLengths, readTraceOffsets } from "./trace-file.ts";

/**
 * Reads the traces that an arrival process names. Returns the arrival offsets, ms, by file name; relative paths start
 * at `cwd`.
 *
 * @throws usage error for a file that cannot be read or is not a trace
 */
export async function loadTraces(arrivals: Arrivals, cwd: string): Promise<Record<string, Float64Array>> {
  const traces: Record<string, Float64Array> = {};
  for (const file of traceFiles(arrivals)) traces[file] ??= await readTraceOffsets(resolve(cwd, file));
  return traces;
}

/**
 * Reads the trace from which a distribution of lengths draws. Returns its input lengths by file name; empty for other
 * distributions.
 *
 * @throws usage error when the file cannot be read, is not a trace, or has no input lengths
 */
export async function loadLengths(lengths: Lengths | undefined, cwd: string): Promise<LengthSamples> {
  if (lengths?.kind !== "trace") return {};
  return { [lengths.file]: await readTraceLengths(resolve(cwd, lengths.file)) };
}
