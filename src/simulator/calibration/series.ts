import { grouped } from "../../core/grouped.ts";
import type { MeasuredRow } from "./measured-row.ts";

/** The rows of a table that belong together: one model on one device and one software stack. */
export interface MeasuredSeries {
  readonly name: string;
  /** One request at a time, from the shortest length on, and for each from the smallest batch on. */
  readonly offline: readonly MeasuredRow[];
  /** Several requests outstanding, from the fewest on. */
  readonly online: readonly MeasuredRow[];
}

/** Sorts rows into their series, in the order in which these begin. */
export function seriesOf(rows: readonly MeasuredRow[]): MeasuredSeries[] {
  return Array.from(
    grouped(rows, ({ series }) => series),
    ([name, own]) => ({
      name,
      offline: own
        .filter(({ scenario }) => scenario === "offline")
        .toSorted((a, b) => lengthOf(a) - lengthOf(b) || a.clientBatch - b.clientBatch),
      online: own
        .filter(({ scenario }) => scenario === "online")
        .toSorted((a, b) => a.clientBatch - b.clientBatch || a.concurrency - b.concurrency),
    }),
  );
}

const lengthOf = ({ length }: MeasuredRow): number => length ?? 0;

/** A reason for which something cannot be said, as a sentence. */
export interface Refusal {
  readonly refused: string;
}

export const isRefusal = (value: object): value is Refusal => "refused" in value;
