import type { WindowOrder } from "../window-order.ts";

/** A whole day of a fleet under one seed, as plain data that a thread can be given. */
export interface DayOrder extends WindowOrder {
  /** Manifest of the autoscaler, as it stands in the file; null where the options of the fleet say what scales it. */
  readonly manifest: { readonly file: string; readonly text: string } | null;
}

/** A whole day of a fleet, without the seed. */
export type DayOfFleet = Omit<DayOrder, "seed">;
