import { gpuhunt } from "./gpuhunt.ts";
import { own } from "./own.ts";
import type { PriceFormat } from "./price-format.ts";
import { skypilot } from "./skypilot.ts";

/** Every form of price tables, in the order in which a header is held against them. */
export const PRICE_FORMATS: readonly PriceFormat[] = [own, skypilot, gpuhunt];
