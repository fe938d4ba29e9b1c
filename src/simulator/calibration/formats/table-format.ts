import type { MeasuredRow } from "../measured-row.ts";

/** Facts that a user states for rows whose table does not say them. */
export type StatedFacts = Partial<
  Pick<
    MeasuredRow,
    "backend" | "accelerator" | "version" | "device" | "transport" | "instances" | "maxBatch" | "queueDelayMs"
  >
>;

/** The cells of a row, by the names of the columns in lower case; blank ones are left out. */
export interface Cells {
  readonly line: number;
  text(column: string): string | null;
  /** A number of at least 0, or of more than 0; null where the cell is blank. What is wrong is reported, and null returned. */
  number(column: string, atLeast?: "zero" | "above-zero"): number | null;
  /** A whole number of at least 1. */
  count(column: string): number | null;
  /** Reports that something else is wrong with the row. */
  refuse(problem: string): void;
}

/** A form of tables. To add one, write a file in this folder, and its line in `index.ts`. */
export interface TableFormat {
  readonly name: string;
  /** The form and who writes it, for messages and docs. */
  readonly title: string;
  /** Columns, in lower case, that such a table cannot do without; a list holds those of which one is enough. */
  readonly needs: readonly (string | readonly string[])[];
  /** Whether a header is of this form, even if it lacks something. */
  fits(names: readonly string[]): boolean;
  /** Reads a row; null for one that says nothing of a load. What is wrong is told to `cells`. */
  rowOf(cells: Cells): MeasuredRow | null;
}
