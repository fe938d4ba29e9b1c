import { type PlimsollError, usageError } from "../core/errors.ts";
import { formatCount } from "../core/format.ts";
import { createRng, type Rng } from "../core/rng.ts";
import { formatDurationMs } from "../core/units.ts";
import { ClumpWatch } from "./clump-watch.ts";
import { TRACE_FORMAT_NAMES, TRACE_FORMATS } from "./formats/index.ts";
import { QuantumSpreader } from "./quantum-spreader.ts";
import { RowSorter } from "./row-sorter.ts";
import { MOST_ROWS_IN_MEMORY } from "./row-store.ts";
import { type LineParser, type RowSink, shorten, type TraceFormat } from "./trace-format.ts";

export interface TraceReadOptions {
  /** Name of a format; without it the first lines decide. */
  readonly format?: string | undefined;
  /** Whether to sort rows that are out of order instead of refusing them. */
  readonly sort?: boolean | undefined;
  /** Seed of the draws for what a format leaves to chance. */
  readonly seed?: number | undefined;
  /** Quantum over which arrivals are spread, ms, 0 for none; without it, that of the format. */
  readonly spreadMs?: number | undefined;
}

/** The report of a reading: everything but the arrivals. */
export interface TraceReading {
  readonly format: string;
  readonly arrivals: number;
  /** Changes and omissions on the way, each with its count. */
  readonly repairs: readonly { readonly what: string; readonly count: number }[];
  readonly notes: readonly string[];
}

/** All that was changed, left out, assumed or noticed in a reading, each as a sentence. */
export function readingSentences({ repairs, notes }: Pick<TraceReading, "repairs" | "notes">): string[] {
  return [...repairs.map(({ what, count }) => `${formatCount(count)} × ${what}`), ...notes];
}

/**
 * Reads the lines of a file as arrivals: offsets in ms from the first one, never decreasing. A line is read, repaired
 * in a way that is counted, or refused with its number; none is left out silently.
 */
export class TraceReader {
  readonly #file: string;
  readonly #options: TraceReadOptions;
  readonly #chance: Rng;
  readonly #deliver: RowSink;
  #accept: RowSink;
  #behindSorter: RowSink;
  #format: TraceFormat | undefined;
  #parser: LineParser | undefined;
  #sorter: RowSorter | undefined;
  #spreader: QuantumSpreader | undefined;
  readonly #clumps = new ClumpWatch();
  #header: { readonly text: string; readonly line: number } | undefined;
  #line = 0;
  #blank = 0;
  #byteOrderMark = 0;
  #terminated = true;
  #arrivals = 0;
  #firstMs = 0;
  #lastMs = Number.NEGATIVE_INFINITY;

  constructor(file: string, options: TraceReadOptions, sink: RowSink) {
    this.#file = file;
    this.#options = options;
    this.#chance = createRng(options.seed ?? 1, "trace");
    this.#deliver = (atMs, inputLength, outputLength) => {
      if (this.#arrivals++ === 0) this.#firstMs = atMs;
      sink(atMs - this.#firstMs, inputLength, outputLength);
    };
    this.#accept = this.#deliver;
    this.#behindSorter = this.#deliver;
  }

  /** Number of the line read last, from 1. */
  get lineNumber(): number {
    return this.#line;
  }

  /** Reads one line; `terminated`: a newline followed. @throws usage error naming the line and the cure */
  line(raw: string, terminated: boolean): void {
    this.#line++;
    this.#terminated = terminated;
    let text = raw.charCodeAt(raw.length - 1) === 13 ? raw.slice(0, -1) : raw;
    if (this.#line === 1 && text.charCodeAt(0) === 0xfeff) {
      this.#byteOrderMark = 1;
      text = text.slice(1);
    }
    if (text.length === 0 || text.trim() === "") this.#blank++;
    else if (this.#parser !== undefined) this.#parse(text);
    else if (this.#header === undefined) this.#header = { text, line: this.#line };
    else this.#begin(text);
  }

  /** Ends the file. @throws usage error when there were no arrivals */
  end(): TraceReading {
    if (this.#header === undefined) throw usageError(`${this.#file} is empty`, "name a trace file with rows");
    if (this.#parser === undefined) this.#begin("");
    const format = this.#format;
    this.#parser?.end?.(this.#accept);
    this.#flush();
    if (this.#arrivals === 0) {
      throw usageError(`${this.#file} has no rows behind its header`, "name a trace file with rows");
    }
    const spreadMs = this.#spreadMs;
    // The quantum of a format is known from its publisher, and need not be found.
    const isKnown = this.#options.spreadMs === undefined && this.#spreader !== undefined;
    const clumped = isKnown ? undefined : this.#clumps.note(spreadMs);
    const repairs = [
      { what: "byte-order mark removed", count: this.#byteOrderMark },
      { what: "blank lines left out", count: this.#blank },
      { what: "rows were out of order and have been sorted", count: this.#sorter?.misplaced ?? 0 },
      {
        what: `arrivals had times cut to multiples of ${formatDurationMs(spreadMs)}, and were spread over it by chance (de-quantised)`,
        count: this.#spreader?.spread ?? 0,
      },
    ];
    return {
      format: format?.name ?? "",
      arrivals: this.#arrivals,
      repairs: repairs.filter(({ count }) => count > 0),
      notes: [...(this.#parser?.notes?.() ?? []), ...(clumped === undefined ? [] : [clumped])],
    };
  }

  get #spreadMs(): number {
    return this.#options.spreadMs ?? this.#format?.quantumMs ?? 0;
  }

  #begin(second: string): void {
    const header = this.#header ?? { text: "", line: 1 };
    const format = this.#chooseFormat(header.text, second);
    const parser = format.parseHeader(header.text, second, this.#chance);
    if (typeof parser === "string") {
      throw this.#refuse(
        header.line,
        parser,
        `correct the file, or choose --format: ${TRACE_FORMAT_NAMES.join(", ")}`,
      );
    }
    this.#format = format;
    this.#parser = parser;
    this.#connect(format.order);
    const line = this.#line;
    if (parser.headless) {
      this.#line = header.line;
      this.#parse(header.text);
      this.#line = line;
    }
    if (second !== "") this.#parse(second);
  }

  #chooseFormat(first: string, second: string): TraceFormat {
    const { format: name } = this.#options;
    const format = TRACE_FORMATS.find((f) =>
      name === undefined ? f.detect(first, second) : f.name === name,
    );
    if (format !== undefined) return format;
    throw this.#refuse(
      this.#header?.line ?? 1,
      name === undefined
        ? `"${shorten(first)}" begins no trace that is known`
        : `there is no format "${name}"`,
      `give a file, uncompressed, of one of the formats ${TRACE_FORMAT_NAMES.join(", ")}`,
    );
  }

  /** Connects the steps that rows pass through, where needed: sorting, the check of their order, and spreading. */
  #connect(order: TraceFormat["order"]): void {
    let next = this.#deliver;
    if (this.#spreadMs > 0) {
      this.#spreader = new QuantumSpreader(this.#spreadMs, this.#chance, next);
      next = this.#spreader.add;
    }
    const behind: RowSink = (atMs, inputLength, outputLength) => {
      this.#clumps.add(atMs);
      next(atMs, inputLength, outputLength);
    };
    this.#accept = (atMs, inputLength, outputLength) => {
      if (atMs < this.#lastMs) {
        const backMs = Number((this.#lastMs - atMs).toPrecision(6));
        throw this.#refuse(
          this.#line,
          `${backMs} ms before the row above it`,
          "sort the file, or pass --sort",
        );
      }
      this.#lastMs = atMs;
      behind(atMs, inputLength, outputLength);
    };
    if (order === "rising" && this.#options.sort !== true) return;
    const sorter = new RowSorter();
    this.#sorter = sorter;
    this.#accept = (atMs, inputLength, outputLength) => {
      if (sorter.add(atMs, inputLength, outputLength)) return;
      throw this.#refuse(
        this.#line,
        `more than ${MOST_ROWS_IN_MEMORY} rows, the most that are sorted in memory`,
        "sort the file by arrival with another tool, or split it",
      );
    };
    this.#behindSorter = behind;
  }

  #flush(): void {
    this.#sorter?.flush(this.#behindSorter);
    this.#spreader?.flush();
  }

  #parse(text: string): void {
    const problem = this.#parser?.parseLine(text, this.#accept);
    if (problem === undefined) return;
    throw this.#terminated
      ? this.#refuse(
          this.#line,
          problem,
          `correct the line, or choose --format: ${TRACE_FORMAT_NAMES.join(", ")}`,
        )
      : this.#refuse(
          this.#line,
          `${problem}; the file ends here, without a newline`,
          "the file seems cut off: fetch it again, or delete its last line",
        );
  }

  #refuse(line: number, problem: string, fix: string): PlimsollError {
    return usageError(`${this.#file}:${line}: ${problem}`, fix);
  }
}
