const COMMA = ",";
const BLANK = 32;
const TAB = 9;

/**
 * The positions of the fields in a line, without the blanks around them. Quotes are not read: none of the published
 * traces uses them. One object serves all lines.
 */
export class CsvFields {
  count = 0;
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];

  split(line: string): void {
    let count = 0;
    for (let from = 0; from <= line.length; ) {
      const comma = line.indexOf(COMMA, from);
      const to = comma < 0 ? line.length : comma;
      this.#trim(line, count++, from, to);
      from = to + 1;
    }
    this.count = count;
  }

  start(field: number): number {
    return this.#starts[field] ?? 0;
  }

  end(field: number): number {
    return this.#ends[field] ?? 0;
  }

  text(line: string, field: number): string {
    return line.slice(this.start(field), this.end(field));
  }

  #trim(line: string, field: number, from: number, to: number): void {
    let start = from;
    let end = to;
    while (start < end && isBlank(line.charCodeAt(start))) start++;
    while (end > start && isBlank(line.charCodeAt(end - 1))) end--;
    this.#starts[field] = start;
    this.#ends[field] = end;
  }
}

function isBlank(code: number): boolean {
  return code === BLANK || code === TAB;
}

/** Names of the columns of a header line, in lower case. */
export function columnNames(header: string): string[] {
  return header.split(COMMA).map((name) => name.trim().toLowerCase());
}
