/** A cell of a table; null is an empty one. */
export type CsvCell = string | number | boolean | null;

/** Rows as CSV (RFC 4180), each with its line end. */
export function csvText(rows: readonly (readonly CsvCell[])[]): string {
  return rows.map((cells) => `${cells.map(quoted).join(",")}\r\n`).join("");
}

/** The beginnings by which a spreadsheet takes a text for a formula, also in their full-width forms. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;

function quoted(cell: CsvCell): string {
  const text = cell === null ? "" : typeof cell === "string" ? inert(cell) : String(cell);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A text that no spreadsheet computes: an apostrophe in front makes a cell a text. A number stays as it is. */
function inert(text: string): string {
  return FORMULA.test(text) && !/^[+-]?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(text) ? `'${text}` : text;
}
