/** A sign that stands between the fields of a line. */
export type Separator = "," | ";" | "\t";
/** The separators that are known; where several fit, the first. */
const SEPARATORS: readonly Separator[] = [",", ";", "\t"];

const QUOTE = '"';
const QUOTE_CODE = 34;
const BLANK = 32;
const TAB = 9;

/**
 * The positions of the fields in a line, without the blanks and the quotes around them (RFC 4180). One object serves
 * all lines.
 */
export class CsvFields {
  count = 0;
  readonly #separator: Separator;
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  constructor(separator: Separator = ",") {
    this.#separator = separator;
  }

  /** Finds the fields of a line. Returns what is wrong with its quotes, or nothing. */
  split(line: string): string | undefined {
    let count = 0;
    for (let from = 0; from <= line.length; ) {
      const to = this.#endOf(line, from);
      if (to < 0) return "a quote is not closed in its line: write one row a line";
      if (!this.#trim(line, count++, from, to)) return "there is text beside the quotes of a field";
      from = to + 1;
    }
    this.count = count;
    return undefined;
  }

  start(field: number): number {
    return this.#starts[field] ?? 0;
  }

  end(field: number): number {
    return this.#ends[field] ?? 0;
  }

  /** The text of a field. A quote that was doubled within quotes is one again. */
  text(line: string, field: number): string {
    const text = line.slice(this.start(field), this.end(field));
    return line.charCodeAt(this.start(field) - 1) === QUOTE_CODE ? text.replaceAll('""', QUOTE) : text;
  }

  /** The texts of all fields of a line; none where its quotes are wrong. */
  texts(line: string): string[] {
    if (this.split(line) !== undefined) return [];
    return Array.from({ length: this.count }, (_, field) => this.text(line, field));
  }

  /** The end of the field that begins at `from`; −1 where a quote in it is not closed. */
  #endOf(line: string, from: number): number {
    let start = from;
    while (isBlank(line.charCodeAt(start)) && line[start] !== this.#separator) start++;
    let at = start;
    if (line.charCodeAt(start) === QUOTE_CODE) {
      // A doubled quote stands for one: the search goes on behind it.
      for (at = line.indexOf(QUOTE, start + 1); at >= 0 && line.charCodeAt(at + 1) === QUOTE_CODE; )
        at = line.indexOf(QUOTE, at + 2);
      if (at < 0) return -1;
    }
    const to = line.indexOf(this.#separator, at);
    return to < 0 ? line.length : to;
  }

  /** Keeps the place of a field; returns false where there is text beside its quotes. */
  #trim(line: string, field: number, from: number, to: number): boolean {
    let start = from;
    let end = to;
    while (start < end && isBlank(line.charCodeAt(start))) start++;
    while (end > start && isBlank(line.charCodeAt(end - 1))) end--;
    const isQuoted = line.charCodeAt(start) === QUOTE_CODE && start < end;
    const isClosed = isQuoted && end - start > 1 && line.charCodeAt(end - 1) === QUOTE_CODE;
    this.#starts[field] = isClosed ? start + 1 : start;
    this.#ends[field] = isClosed ? end - 1 : end;
    return isQuoted === isClosed;
  }
}

function isBlank(code: number): boolean {
  return code === BLANK || code === TAB;
}

/** A header line that was understood: the sign between its fields, and the names of its columns in lower case. */
export interface CsvHeader {
  readonly separator: Separator;
  readonly names: readonly string[];
}

/** Reads a header line with the first separator that gives names which fit; undefined where none does. */
export function csvHeader(line: string, fits: (names: readonly string[]) => boolean): CsvHeader | undefined {
  for (const separator of SEPARATORS) {
    const names = new CsvFields(separator).texts(line).map((name) => name.toLowerCase().trim());
    if (fits(names)) return { separator, names };
  }
  return undefined;
}
