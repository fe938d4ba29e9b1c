/** The ways in which a machine is paid for. */
export const PRICE_KINDS = ["on-demand", "spot", "reserved-1y", "reserved-3y", "owned"] as const;
export type PriceKind = (typeof PRICE_KINDS)[number];

/** The price of an hour of one kind of machine, with who says so, and when. */
export interface PriceRow {
  readonly provider: string;
  /** Region, with the zone where the price is of one; null where nobody says it. */
  readonly region: string | null;
  /** Name of the machine type. */
  readonly instance: string;
  /** Name of its GPUs; null where it has none. */
  readonly gpu: string | null;
  readonly gpuCount: number;
  /** Memory of one GPU; null where nobody says it. */
  readonly gpuMemoryGiB: number | null;
  /** Price of the whole machine. */
  readonly usdPerHour: number;
  readonly kind: PriceKind;
  /** Day on which the price was listed, such as 2026-07-20; null where nobody says it. */
  readonly asOf: string | null;
  /** Origin of the price, for people. */
  readonly source: string;
}

/** Price of an hour of one GPU; null for a machine without. */
export function usdPerGpuHour({
  usdPerHour,
  gpuCount,
}: Pick<PriceRow, "usdPerHour" | "gpuCount">): number | null {
  return gpuCount === 0 ? null : usdPerHour / gpuCount;
}

/** A row of a file that was read: the line, and the row or why there is none. */
export type ReadRow =
  | { readonly line: number; readonly row: PriceRow }
  | { readonly line: number; readonly instance: string; readonly refused: string };
