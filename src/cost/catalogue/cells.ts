import { parseDecimal } from "../../core/decimal.ts";
import { PRICE_KINDS, type PriceKind } from "./price-row.ts";

/** Why a row cannot be taken, in words. */
export class RowProblem extends Error {}

/** The cells of one row of a price table, by the name of their column in lower case. */
export class PriceCells {
  readonly line: number;
  readonly #values: ReadonlyMap<string, string>;

  constructor(line: number, names: readonly string[], texts: readonly string[]) {
    this.line = line;
    this.#values = new Map(names.map((name, index) => [name, (texts[index] ?? "").trim()]));
  }

  /** The text of a cell; null where it is blank or the table has no such column. */
  text(column: string): string | null {
    const text = this.#values.get(column) ?? "";
    return text === "" ? null : text;
  }

  /** The text of a cell that every row must have. @throws RowProblem */
  needed(column: string): string {
    const text = this.text(column);
    if (text === null) throw new RowProblem(`its ${column} is blank`);
    return text;
  }

  /** The number of a cell; null where it is blank. @throws RowProblem where it is none */
  number(column: string): number | null {
    const text = this.text(column);
    if (text === null) return null;
    const value = parseDecimal(text);
    if (value === undefined) throw new RowProblem(`its ${column} "${text}" is no number`);
    return value;
  }

  /** The count of a cell; 0 where it is blank. @throws RowProblem where it is no whole number of things */
  count(column: string): number {
    const value = this.number(column) ?? 0;
    if (Number.isInteger(value) && value >= 0) return value;
    throw new RowProblem(`its ${column} ${value} is no whole number`);
  }

  /** The kind of price in a cell. @throws RowProblem where it is none that is known */
  kind(column: string): PriceKind {
    const text = this.needed(column);
    const kind = PRICE_KINDS.find((one) => one === text.toLowerCase());
    if (kind === undefined)
      throw new RowProblem(`its ${column} "${text}" is none of ${PRICE_KINDS.join(", ")}`);
    return kind;
  }

  /** The day in a cell; null where it is blank. @throws RowProblem where it is no day */
  day(column: string): string | null {
    const text = this.text(column);
    if (text === null || isDay(text)) return text;
    throw new RowProblem(`its ${column} "${text}" is no day, such as 2026-07-20`);
  }
}

const MONTH_DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether a text is a day of the calendar, written as 2026-07-20. */
export function isDay(text: string): boolean {
  const [, year = "", month = "", day = ""] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? [];
  const days = MONTH_DAYS[Number(month) - 1];
  if (days === undefined || Number(day) < 1 || Number(day) > days) return false;
  const isLeap = Number(year) % 4 === 0 && (Number(year) % 100 !== 0 || Number(year) % 400 === 0);
  return month !== "02" || day !== "29" || isLeap;
}
