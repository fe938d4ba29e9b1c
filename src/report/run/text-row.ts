import { indented } from "../terminal.ts";

/** A row of a table in the summary of a run: a name, and cells below each other. */
export function row(name: string, cells: readonly string[]): string {
  return indented(name) + cells.map((cell) => cell.padStart(10)).join("");
}
