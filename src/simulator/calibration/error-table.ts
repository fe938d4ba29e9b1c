import { grouped } from "../../core/grouped.ts";
import { median } from "../../stats/median.ts";
import { rankOf } from "../../stats/rank.ts";

/** The figures that predictions are judged by. */
export const JUDGED = ["throughputPerSec", "p50Ms", "p95Ms", "queueMs", "serviceMs"] as const;

export type Judged = (typeof JUDGED)[number];

type Figures = Readonly<Record<Judged, number | null>>;

/** Signed errors in percent; null where either side is missing, or where nothing was measured but 0. */
export type ErrorRow = Readonly<Record<Judged, number | null>>;

/** Signed errors of predictions, in percent of what was measured. */
export function errorPercent(predicted: Figures | null, measured: Figures): ErrorRow {
  const of = (figure: Judged) => {
    const [said, found] = [predicted?.[figure] ?? null, measured[figure]];
    return said === null || found === null || found === 0 ? null : 100 * (said / found - 1);
  };
  return {
    throughputPerSec: of("throughputPerSec"),
    p50Ms: of("p50Ms"),
    p95Ms: of("p95Ms"),
    queueMs: of("queueMs"),
    serviceMs: of("serviceMs"),
  };
}

/** The errors of one figure over many rows. */
export interface ErrorSummary {
  readonly rows: number;
  /** Median of the errors without their signs, percent. */
  readonly medianPercent: number;
  /** The error without its sign that nine of ten rows stay below, percent. */
  readonly p90Percent: number;
  /** Median of the errors with their signs, percent: positive = predicted too high. */
  readonly biasPercent: number;
}

export type ErrorSummaries = Readonly<Record<Judged, ErrorSummary | null>>;

/** Summarises the errors of rows, figure by figure. */
export function summariseErrors(rows: readonly ErrorRow[]): ErrorSummaries {
  const of = (figure: Judged) => {
    const signed = rows.flatMap((row) => row[figure] ?? []);
    const sizes = signed.map(Math.abs).toSorted((a, b) => a - b);
    const biasPercent = median(signed);
    const medianPercent = median(sizes);
    if (biasPercent === null || medianPercent === null) return null;
    const p90Percent = sizes[rankOf(90, sizes.length) - 1] as number;
    return { rows: signed.length, medianPercent, p90Percent, biasPercent };
  };
  return {
    throughputPerSec: of("throughputPerSec"),
    p50Ms: of("p50Ms"),
    p95Ms: of("p95Ms"),
    queueMs: of("queueMs"),
    serviceMs: of("serviceMs"),
  };
}

/** A part of a table, with the errors of its rows. */
export interface ErrorGroup {
  /** The kind of part, such as all, device or backend. */
  readonly by: string;
  readonly name: string;
  readonly rows: number;
  readonly errors: ErrorSummaries;
}

/** Groups rows by a name, in the order in which the names come up, and summarises each group. */
export function groupErrors<Row extends { readonly errorPercent: ErrorRow }>(
  rows: readonly Row[],
  by: string,
  nameOf: (row: Row) => string,
): ErrorGroup[] {
  const groups = grouped(rows, nameOf);
  return Array.from(groups, ([name, own]) => ({
    by,
    name,
    rows: own.length,
    errors: summariseErrors(own.map((row) => row.errorPercent)),
  }));
}
