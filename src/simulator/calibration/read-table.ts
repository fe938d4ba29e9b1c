import { parseDecimal } from "../../core/decimal.ts";
import { usageError } from "../../core/errors.ts";
import { plural } from "../../core/format.ts";
import { CsvFields, csvHeader, type Separator } from "../../wire/csv-fields.ts";
import { TABLE_FORMATS } from "./formats/index.ts";
import type { Cells, StatedFacts, TableFormat } from "./formats/table-format.ts";
import type { MeasuredRow } from "./measured-row.ts";
import { rowProblems } from "./row-problems.ts";

/** A table that was understood. */
export interface Table {
  readonly format: string;
  readonly rows: readonly MeasuredRow[];
}

/** Most problems of a table that are told; the others are counted. */
const MOST_PROBLEMS = 20;

/**
 * Reads a table of measurements.
 *
 * @param name of the file, with which messages begin
 * @param stated facts for rows whose table does not say them
 * @throws one usage error with the place and the cure of everything that is wrong
 */
export function readTable(text: string, name: string, stated: StatedFacts = {}): Table {
  const lines = text.replace(/^\ufeff/, "").split(/\r?\n/);
  const { format, separator, columns } = headerOf(lines[0] ?? "", name);
  const broken: string[] = [];
  const rows: MeasuredRow[] = [];
  for (const [index, line] of lines.entries()) {
    if (index === 0 || line.trim() === "") continue;
    const row = readRow(line, index + 1, format, separator, columns, broken);
    if (row !== null) rows.push(withStated(row, stated));
  }
  const problems = [...broken, ...rowProblems(rows)];
  if (problems.length > 0) throw tableError(name, problems);
  if (rows.length === 0)
    throw usageError(`${name} has a header and no rows`, "give a table with measurements");
  return { format: format.name, rows };
}

function headerOf(line: string, name: string) {
  for (const format of TABLE_FORMATS) {
    const header = csvHeader(line, format.fits);
    if (header === undefined) continue;
    const { names, separator } = header;
    const missing = format.needs.filter((need) => ![need].flat().some((column) => names.includes(column)));
    if (missing.length > 0)
      throw usageError(
        `${name}:1: the table (${format.title}) has no column ${missing.map((need) => [need].flat().join(" or ")).join(", ")}`,
        "add what is missing; docs/calibration.md describes the columns",
      );
    const twice = names.filter((column, at) => names.indexOf(column) !== at);
    if (twice.length > 0)
      throw usageError(`${name}:1: the column ${twice.join(", ")} is there twice`, "leave one of them out");
    return { format, separator, columns: new Map(names.map((column, at) => [column, at])) };
  }
  throw usageError(
    `${name} does not begin with the header of a table that is known: ${TABLE_FORMATS.map(({ title }) => title).join("; ")}`,
    "give such a table; docs/calibration.md describes the columns",
  );
}

function readRow(
  line: string,
  lineNumber: number,
  format: TableFormat,
  separator: Separator,
  columns: ReadonlyMap<string, number>,
  problems: string[],
): MeasuredRow | null {
  const fields = new CsvFields(separator);
  const broken = fields.split(line);
  const problem =
    broken ??
    (fields.count === columns.size
      ? undefined
      : `it has ${plural(fields.count, "field", "fields")}, and the header ${columns.size}`);
  if (problem !== undefined) {
    problems.push(`line ${lineNumber}: ${problem}`);
    return null;
  }
  const before = problems.length;
  const row = format.rowOf(cellsOf(line, lineNumber, fields, columns, problems));
  return problems.length === before ? row : null;
}

function cellsOf(
  line: string,
  lineNumber: number,
  fields: CsvFields,
  columns: ReadonlyMap<string, number>,
  problems: string[],
): Cells {
  const refuse = (problem: string) => problems.push(`line ${lineNumber}: ${problem}`);
  const text = (column: string) => {
    const at = columns.get(column);
    const cell = at === undefined ? "" : fields.text(line, at).trim();
    return cell === "" ? null : cell;
  };
  const number = (column: string, atLeast: "zero" | "above-zero" = "zero") => {
    const cell = text(column);
    if (cell === null) return null;
    const value = parseDecimal(cell);
    if (value === undefined) refuse(`${column} is "${cell}", which is not a number`);
    else if (value < 0) refuse(`${column} is ${cell}, and cannot be negative`);
    else if (value === 0 && atLeast === "above-zero") refuse(`${column} is 0, and must be more`);
    else return value;
    return null;
  };
  return {
    line: lineNumber,
    refuse,
    text,
    number,
    count(column) {
      const value = number(column, "above-zero");
      if (value === null || Number.isSafeInteger(value)) return value;
      refuse(`${column} is ${value}, which is not a whole number`);
      return null;
    },
  };
}

function withStated(row: MeasuredRow, stated: StatedFacts): MeasuredRow {
  const said = Object.entries(row).filter(([, value]) => value !== null);
  return { ...row, ...stated, ...Object.fromEntries(said) };
}

function tableError(name: string, problems: readonly string[]) {
  const more = problems.length - MOST_PROBLEMS;
  const listed = problems.slice(0, MOST_PROBLEMS).map((problem) => `\n  - ${problem}`);
  return usageError(
    `${name} has ${plural(problems.length, "problem", "problems")}:${listed.join("")}${more > 0 ? `\n  - and ${more} more` : ""}`,
    "correct these lines; a blank cell says that something was not measured",
  );
}
