import type { Rng } from "../core/rng.ts";

/** Receives one arrival. Times are ms since some moment of the same file; a length that is not known is NaN. */
export type RowSink = (atMs: number, inputLength: number, outputLength: number) => void;

/** Reads the lines of one file. */
export interface LineParser {
  /** Whether the first line is data already. */
  readonly headless: boolean;
  /** Gives the arrivals of a line to `emit`; returns what is wrong with the line, or nothing. */
  parseLine(line: string, emit: RowSink): string | undefined;
  /** Gives the arrivals to `emit` that only the end of the file decides. */
  end?(emit: RowSink): void;
  /** Notes that a reader of any figure of this file needs. */
  notes?(): readonly string[];
}

/** A kind of trace file. To add one, write a file in `formats/` and add its line to `formats/index.ts`. */
export interface TraceFormat {
  readonly name: string;
  /** One sentence for people: whose traces these are. */
  readonly title: string;
  /** Whether the first two lines (the second may be empty) are of this format. */
  detect(first: string, second: string): boolean;
  /**
   * Makes a parser for a file that begins with these lines, or says what is wrong with them. `chance` draws what a
   * format leaves open.
   */
  parseHeader(first: string, second: string, chance: Rng): LineParser | string;
  /** Order of the rows. `any`: they are out of order by nature, and are sorted. */
  readonly order: "rising" | "any";
  /** Quantum to whose multiples times are cut, ms: arrivals are spread evenly over it again. */
  readonly quantumMs?: number;
}

/** Longest request that is believed, in tokens: twice the longest context of any model of 2026. */
const LONGEST = 4_194_304;

/** A length of JSON: a number, or a whole number written as text; NaN for all else, such as `null`, which is no 0. */
export function lengthOf(value: unknown): number {
  if (typeof value === "number") return value;
  return typeof value === "string" && /^\d+$/.test(value) ? Number(value) : Number.NaN;
}

/** The problem of a length in `text[from, to)`; nothing where it has none. */
export function lengthProblem(
  name: string,
  length: number,
  text: string,
  from = 0,
  to = text.length,
): string | undefined {
  if (Number.isInteger(length) && length >= 0 && length <= LONGEST) return undefined;
  return `${name} is "${shorten(text.slice(from, to))}", not a whole number from 0 to ${LONGEST}`;
}

/** Text of a file, made fit for a message. */
export function shorten(text: string): string {
  const plain = text.replace(/\p{C}/gu, "?");
  return plain.length > 60 ? `${plain.slice(0, 59)}…` : plain;
}
