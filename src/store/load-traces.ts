import { resolve } from "node:path";
import { type Arrivals, tracesIn } from "../arrivals/index.ts";
import { traceKey } from "../arrivals/trace.ts";
import type { Lengths } from "../payloads/lengths/index.ts";
import type { LengthSamples } from "../payloads/lengths/length-distribution.ts";
import { readingSentences } from "../traces/trace-reader.ts";
import { readTraceLengths, readTraceOffsets } from "./trace-file.ts";

/** The traces that an arrival process names. */
export interface LoadedTraces {
  /** Arrival offsets, ms, by `traceKey`. */
  readonly offsets: Readonly<Record<string, Float64Array>>;
  /** All that was changed, left out, assumed or noticed when they were read, in sentences. */
  readonly notes: readonly string[];
}

/**
 * Reads the traces that an arrival process names; relative paths start at `cwd`. `seed` decides what a format leaves to
 * chance, as it does for `plimsoll trace`.
 *
 * @throws usage error for a file that cannot be read or is not a trace
 */
export async function loadTraces(
  arrivals: Arrivals | null,
  cwd: string,
  seed: number,
): Promise<LoadedTraces> {
  const offsets: Record<string, Float64Array> = {};
  const notes: string[] = [];
  for (const replayed of arrivals === null ? [] : tracesIn(arrivals)) {
    const key = traceKey(replayed);
    if (Object.hasOwn(offsets, key)) continue;
    const { file, spreadMs } = replayed;
    const loaded = await readTraceOffsets(resolve(cwd, file), { seed, spreadMs });
    offsets[key] = loaded.offsets;
    for (const sentence of readingSentences(loaded.reading)) notes.push(`${file}: ${sentence}`);
  }
  return { offsets, notes };
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
