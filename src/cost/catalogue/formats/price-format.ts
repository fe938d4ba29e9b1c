import type { PriceCells } from "../cells.ts";
import type { PriceRow } from "../price-row.ts";

/** What the user says of a table that does not say it itself. */
export interface TableFacts {
  /** Name of the file, for sources. */
  readonly file: string;
  /** Provider of all rows; null where nobody says it. */
  readonly provider: string | null;
  /** Day on which the table was listed; null where nobody says it. */
  readonly asOf: string | null;
}

/** A form of price tables. To add one, write a file in this folder and add its line to `index.ts`. */
export interface PriceFormat {
  readonly name: string;
  /** Title for people: whose table it is. */
  readonly title: string;
  /** Whether a header, in lower case, is one of such a table. */
  fits(names: readonly string[]): boolean;
  /** The prices of one line, of which there may be several, or none. @throws RowProblem where it cannot be taken */
  rowsOf(cells: PriceCells, facts: TableFacts): readonly PriceRow[];
}
