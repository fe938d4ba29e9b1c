import { z } from "zod";

// Ranges of stored numbers. A document that was spoilt is refused when it is read, before a figure of it is believed.

/** A time in ms: none is below 0, and none that a run could see is above 10^10 (116 days). */
export const timeMs = z.number().min(0).max(1e10);

/** A rate per second: none is below 0, and none that a machine could carry is above 10^12. */
export const perSec = z.number().min(0).max(1e12);

/** A price or a cost: none is below 0, and none above 10^18 is money. */
export const money = z.number().min(0).max(1e18);

/** A share of a whole. */
export const share = z.number().min(0).max(1);

/** An amount of which there cannot be less than nothing. */
export const amount = z.number().min(0);
