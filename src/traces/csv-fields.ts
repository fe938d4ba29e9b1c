const COMMA = ",";

/**
 * The positions of the fields in a line. Quotes are not read: none of the published traces uses them. One object serves
 * all lines.
 */
export class CsvFields {
  count = 0;
  readonly #starts: number[] = [];

  split(line: string): void {
    this.#starts[0] = 0;
    let count = 1;
    for (let at = line.indexOf(COMMA); at >= 0; at = line.indexOf(COMMA, at + 1)) {
      this.#starts[count++] = at + 1;
    }
    this.#starts[count] = line.length + 1;
    this.count = count;
  }

  start(field: number): number {
    return this.#starts[field] ?? 0;
  }

  end(field: number): number {
    return (this.#starts[field + 1] ?? 1) - 1;
  }

  text(line: string, field: number): string {
    return line.slice(this.start(field), this.end(field));
  }
}

/** Names of the columns of a header line, in lower case. */
export function columnNames(header: string): string[] {
  return header.split(COMMA).map((name) => name.trim().toLowerCase());
}
