import { formatPrice } from "../../core/format.ts";
import { type PriceRow, type ReadRow, usdPerGpuHour } from "./price-row.ts";

/**
 * Range of what an hour of one GPU costs. A price outside is a mistake of its table, such as the lowest bid taken for a price, of $0.01
 * (skypilot pull request 9156). What somebody owns may cost less.
 */
const USD_PER_GPU_HOUR = { least: 0.05, most: 20 };
/** The most that an hour of a machine without GPUs costs. */
const MOST_WITHOUT_GPU = 100;
/** Days after which a price is stale. */
const FRESH_DAYS = 90;

/** A row that is not taken, and why. */
export interface RefusedRow {
  readonly line: number;
  readonly instance: string;
  readonly why: string;
}

/** A catalogue of which every row kept the sanity limits. */
export interface CheckedPrices {
  readonly rows: readonly PriceRow[];
  readonly refused: readonly RefusedRow[];
}

/** Holds the rows of a table against the sanity limits, each by itself and spot prices against those on demand. */
export function checkPrices(read: readonly ReadRow[]): CheckedPrices {
  const refused: RefusedRow[] = [];
  const sane: { readonly line: number; readonly row: PriceRow }[] = [];
  for (const one of read) {
    if ("refused" in one) refused.push({ line: one.line, instance: one.instance, why: one.refused });
    else {
      const why = whyInsane(one.row);
      if (why === null) sane.push(one);
      else refused.push({ line: one.line, instance: one.row.instance, why });
    }
  }
  const onDemand = new Map<string, number>();
  for (const { row } of sane)
    if (row.kind === "on-demand")
      onDemand.set(placeOf(row), Math.max(row.usdPerHour, onDemand.get(placeOf(row)) ?? 0));
  const rows: PriceRow[] = [];
  for (const { line, row } of sane) {
    const limit = onDemand.get(placeOf(row));
    if (row.kind === "spot" && limit !== undefined && row.usdPerHour > limit) {
      const why = `its spot price ${usd(row.usdPerHour)} is above the ${usd(limit)} that it costs on demand`;
      refused.push({ line, instance: row.instance, why });
    } else rows.push(row);
  }
  return { rows, refused: refused.toSorted((one, other) => one.line - other.line) };
}

function whyInsane(row: PriceRow): string | null {
  const { usdPerHour, gpu, gpuCount, gpuMemoryGiB, kind } = row;
  if (!(usdPerHour > 0)) return `its price ${usd(usdPerHour)} is not above 0`;
  if (gpu !== null && gpuCount === 0) return `it has the GPU ${gpu}, and 0 of them`;
  if (gpuMemoryGiB !== null && !(gpuMemoryGiB > 0)) return `its GPUs have ${gpuMemoryGiB} GiB of memory`;
  const perGpu = usdPerGpuHour(row);
  if (perGpu === null)
    return usdPerHour > MOST_WITHOUT_GPU
      ? `${usd(usdPerHour)} an hour is more than any machine without GPUs costs (${usd(MOST_WITHOUT_GPU)})`
      : null;
  const { least, most } = USD_PER_GPU_HOUR;
  const isTooLow = perGpu < least && kind !== "owned";
  if (!isTooLow && perGpu <= most) return null;
  return `${usd(perGpu)} an hour and GPU is outside of ${usd(least)} to ${usd(most)}, in which every real price lies`;
}

function usd(amount: number): string {
  return formatPrice(amount, "USD");
}

/** What a spot price is held against: the same machine of the same provider in the same place. */
function placeOf({ provider, region, instance }: PriceRow): string {
  return JSON.stringify([provider, region, instance]);
}

/** Why the date of a price is to be doubted, in words; null where it is recent. @param today such as 2026-11-30 */
export function whyStale({ asOf, kind }: Pick<PriceRow, "asOf" | "kind">, today: string): string | null {
  if (kind === "owned") return null;
  if (asOf === null) return "nobody says when it was listed";
  const days = dayNumber(today) - dayNumber(asOf);
  if (days < 0) return `it is dated ${asOf}, which is yet to come`;
  return days > FRESH_DAYS ? `it was listed on ${asOf}, ${days} days ago` : null;
}

/** Number of a day of the Gregorian calendar (Fliegel & Van Flandern 1968, Communications of the ACM 11, 657). */
function dayNumber(day: string): number {
  const [year = 0, month = 0, date = 0] = day.split("-").map(Number);
  const a = Math.trunc((month - 14) / 12);
  return (
    Math.trunc((1461 * (year + 4800 + a)) / 4) +
    Math.trunc((367 * (month - 2 - 12 * a)) / 12) -
    Math.trunc((3 * Math.trunc((year + 4900 + a) / 100)) / 4) +
    date -
    32_075
  );
}
