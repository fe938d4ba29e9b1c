import { type PriceRow, usdPerGpuHour } from "./price-row.ts";
import type { ReadTable } from "./read-prices.ts";
import { checkPrices, type RefusedRow, whyStale } from "./sanity.ts";

/** A price that may be used, with what there is to say of its date. */
export interface ListedPrice extends PriceRow {
  readonly usdPerGpuHour: number | null;
  /** Why its date is to be doubted; null where it is recent. */
  readonly stale: string | null;
}

/** What price tables hold: the prices that kept the sanity limits, cheapest first, and the rows that did not. */
export interface PriceCatalogue {
  readonly prices: readonly ListedPrice[];
  readonly refused: readonly (RefusedRow & { readonly file: string })[];
}

/** Checks the rows of each table and puts the prices in order. @param today such as 2026-11-30 */
export function catalogueOf(
  tables: readonly (Pick<ReadTable, "rows"> & { readonly file: string })[],
  today: string,
): PriceCatalogue {
  const checked = tables.map(({ file, rows }) => ({ file, ...checkPrices(rows) }));
  return {
    prices: checked
      .flatMap(({ rows }) => rows)
      .map((row) => ({ ...row, usdPerGpuHour: usdPerGpuHour(row), stale: whyStale(row, today) }))
      .toSorted((one, other) => rank(one) - rank(other)),
    refused: checked.flatMap(({ file, refused }) => refused.map((row) => ({ file, ...row }))),
  };
}

/** More than an hour of any GPU costs: machines without come behind. */
const BEHIND = 1e6;

function rank({ usdPerGpuHour, usdPerHour }: ListedPrice): number {
  return usdPerGpuHour ?? BEHIND + usdPerHour;
}
