import { usageError } from "../../core/errors.ts";
import { CsvFields, csvHeader } from "../../wire/csv-fields.ts";
import { PriceCells, RowProblem } from "./cells.ts";
import { PRICE_FORMATS } from "./formats/index.ts";
import type { PriceFormat, TableFacts } from "./formats/price-format.ts";
import type { ReadRow } from "./price-row.ts";

/** A price table that was read: each line with its prices, or why it cannot be taken. */
export interface ReadTable {
  readonly format: PriceFormat;
  readonly rows: readonly ReadRow[];
}

/** Reads a price table of any known form, which its header tells. @throws usage error where it is of none */
export function readPrices(text: string, facts: TableFacts): ReadTable {
  const [head = "", ...lines] = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  const formatOf = (names: readonly string[]) => PRICE_FORMATS.find(({ fits }) => fits(names));
  const header = csvHeader(head, (names) => formatOf(names) !== undefined);
  const format = header && formatOf(header.names);
  if (header === undefined || format === undefined)
    throw usageError(
      `${facts.file} is no price table that is known: its first line names other columns`,
      `give one of these: ${PRICE_FORMATS.map(({ title }) => title).join("; ")}`,
    );
  const fields = new CsvFields(header.separator);
  const rows = lines.flatMap((text, index): readonly ReadRow[] => {
    const line = index + 2;
    if (text.trim() === "") return [];
    const wrong = fields.split(text);
    const texts = wrong === undefined ? fields.texts(text) : [];
    const cells = new PriceCells(line, header.names, texts);
    const instance =
      cells.text("instance") ?? cells.text("instancetype") ?? cells.text("instance_name") ?? "a row";
    if (wrong !== undefined) return [{ line, instance, refused: wrong }];
    try {
      return format.rowsOf(cells, facts).map((row) => ({ line, row }));
    } catch (error) {
      if (!(error instanceof RowProblem)) throw error;
      return [{ line, instance, refused: error.message }];
    }
  });
  return { format, rows };
}
