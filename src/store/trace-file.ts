import { closeSync, createReadStream, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { StringDecoder } from "node:string_decoder";
import { PlimsollError, usageError } from "../core/errors.ts";
import type { RowSink } from "../traces/trace-format.ts";
import { TraceReader, type TraceReading, type TraceReadOptions } from "../traces/trace-reader.ts";

const CHUNK_BYTES = 256 * 1024;
/** The most characters in a row of a trace. A file with a longer line has no line ends, or is not text. */
const LONGEST_LINE = 1024 * 1024;
const BLOCK = 65_536;
const WRITE_CHARACTERS = 64 * 1024;

/**
 * Streams a trace file in constant memory. `sink` gets the arrivals in order, in ms from the first one.
 *
 * @throws usage error with file, line and cure when the file cannot be read or a line is invalid
 */
export async function readTrace(
  path: string,
  options: TraceReadOptions,
  sink: RowSink,
): Promise<TraceReading> {
  const reader = new TraceReader(path, options, sink);
  try {
    await eachLine(path, reader);
  } catch (error) {
    if (error instanceof PlimsollError) throw error;
    if (!(error instanceof Error && "code" in error)) throw error;
    throw usageError(
      error.code === "ENOENT"
        ? `trace file ${path} does not exist`
        : `trace file ${path} cannot be read: ${error.message}`,
      "name a trace file that can be read",
    );
  }
  return reader.end();
}

async function eachLine(path: string, reader: TraceReader): Promise<void> {
  const decoder = new StringDecoder("utf8");
  let carried = "";
  for await (const chunk of createReadStream(path, { highWaterMark: CHUNK_BYTES })) {
    const text = carried + decoder.write(chunk as Buffer);
    let from = 0;
    for (let to = text.indexOf("\n"); to >= 0; to = text.indexOf("\n", from)) {
      reader.line(text.slice(from, to), true);
      from = to + 1;
    }
    carried = text.slice(from);
    if (carried.length > LONGEST_LINE) {
      throw usageError(
        `${path}:${reader.lineNumber + 1}: the line is longer than ${LONGEST_LINE} characters`,
        "give a text file with one arrival a line",
      );
    }
  }
  carried += decoder.end();
  if (carried !== "") reader.line(carried, false);
}

/** The arrivals of a trace, and what there is to say of how they were read. */
export interface TraceOffsets {
  readonly offsets: Float64Array;
  readonly reading: TraceReading;
}

/**
 * Reads the arrival offsets of a trace: ms from the first arrival, never decreasing, in memory that threads share.
 *
 * @throws usage error with file, line and cure
 */
export async function readTraceOffsets(path: string, options: TraceReadOptions = {}): Promise<TraceOffsets> {
  const blocks: Float64Array[] = [];
  let filled = BLOCK;
  let block = new Float64Array(0);
  const reading = await readTrace(path, options, (atMs) => {
    if (filled === BLOCK) {
      block = new Float64Array(BLOCK);
      blocks.push(block);
      filled = 0;
    }
    block[filled++] = atMs;
  });
  const { arrivals } = reading;
  const offsets = new Float64Array(new SharedArrayBuffer(arrivals * Float64Array.BYTES_PER_ELEMENT));
  for (const [index, values] of blocks.entries()) {
    offsets.set(values.subarray(0, Math.min(BLOCK, arrivals - index * BLOCK)), index * BLOCK);
  }
  return { offsets, reading };
}

/** The lengths that are kept of a trace: far more than a run has different payloads. */
const MOST_LENGTHS = 65_536;

/**
 * Reads the input lengths of a trace. A long trace gives only every 2nd, 4th, … row, spread evenly over the trace.
 *
 * @throws usage error with file and cure, also for a trace without input lengths
 */
export async function readTraceLengths(path: string, options: TraceReadOptions = {}): Promise<Float64Array> {
  let lengths: number[] = [];
  let stride = 1;
  let row = 0;
  await readTrace(path, options, (_atMs, inputLength) => {
    if (row++ % stride !== 0 || !(inputLength >= 0)) return;
    lengths.push(inputLength);
    if (lengths.length < 2 * MOST_LENGTHS) return;
    lengths = lengths.filter((_, index) => index % 2 === 0);
    stride *= 2;
  });
  if (lengths.length > 0) return Float64Array.from(lengths);
  throw usageError(
    `trace file ${path} has no input lengths`,
    "name a trace that has them, or use another --lengths",
  );
}

/** Writes a file in pieces. The file gets its name only when it is complete. */
export class TraceFileWriter {
  readonly #path: string;
  readonly #file: number;
  #pending = "";

  /** Opens the temporary file. @throws usage error when it cannot be made */
  constructor(path: string) {
    this.#path = path;
    this.#file = this.#try(() => openSync(this.#partPath, "w"));
  }

  get #partPath(): string {
    return `${this.#path}.tmp`;
  }

  readonly write = (text: string): void => {
    this.#pending += text;
    if (this.#pending.length >= WRITE_CHARACTERS) this.#flush();
  };

  /** Writes the rest and gives the file its name. @throws usage error when that fails, as on a full disk */
  close(): void {
    this.#flush();
    closeSync(this.#file);
    this.#try(() => renameSync(this.#partPath, this.#path));
  }

  /** Deletes the unfinished file. */
  abandon(): void {
    closeSync(this.#file);
    rmSync(this.#partPath, { force: true });
  }

  #flush(): void {
    const bytes = Buffer.from(this.#pending);
    this.#pending = "";
    for (let at = 0; at < bytes.length; ) at += this.#try(() => writeSync(this.#file, bytes, at));
  }

  #try<Value>(action: () => Value): Value {
    try {
      return action();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      throw usageError(`${this.#path} cannot be written: ${message}`, "free space, or choose another --out");
    }
  }
}
