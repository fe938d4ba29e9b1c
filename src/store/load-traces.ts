import { resolve } from "node:path";
import type { Arrivals } from "../arrivals/index.ts";
import type { Lengths } from "../payloads/lengths/index.ts";
import type { LengthSamples } from "../payloads/lengths/length-distribution.ts";
import { readTraceLengths, readTraceOffsets } from "./trace-file.ts";

/**
 * Arrival offsets of every trace that a process names, by that name; paths are relative to the working directory.
 *
 * @throws usage error when a file cannot be read or is no trace
 */
export async function loadTraces(arrivals: Arrivals, cwd: string): Promise<Record<string, Float64Array>> {
  const traces: Record<string, Float64Array> = {};
  for (const file of traceFiles(arrivals)) traces[file] ??= await readTraceOffsets(resolve(cwd, file));
  return traces;
}

/**
 * Input lengths of the trace that a distribution draws from, by its name.
 *
 * @throws usage error when the file cannot be read, is no trace, or has no input lengths
 */
export async function loadLengths(lengths: Lengths | undefined, cwd: string): Promise<LengthSamples> {
  if (lengths?.kind !== "trace") return {};
  return { [lengths.file]: await readTraceLengths(resolve(cwd, lengths.file)) };
}

function traceFiles(arrivals: Arrivals): string[] {
  if (arrivals.kind === "trace") return [arrivals.file];
  return arrivals.kind === "sum" ? arrivals.parts.flatMap(traceFiles) : [];
}
