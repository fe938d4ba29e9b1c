import { parseDecimal } from "../../core/decimal.ts";
import { PRICE_KINDS, type PriceKind } from "../../cost/catalogue/price-row.ts";

/** A price for each way of paying, as the user states them. */
export interface StatedKinds {
  readonly kind: "stated by kind";
  readonly prices: readonly { readonly kind: PriceKind; readonly usdPerHour: number }[];
}

/** Whether a price names ways of paying, such as `on-demand:1,spot:0.3`. */
export const namesKinds = (text: string): boolean =>
  PRICE_KINDS.some((kind) => new RegExp(`(^|,)\\s*${kind}\\s*:`).test(text));

/** Reads prices by ways of paying, USD an hour; returns the problem where the text is none. */
export function parseStatedKinds(text: string, mostUsd: number): StatedKinds | { readonly problem: string } {
  const prices: { kind: PriceKind; usdPerHour: number }[] = [];
  for (const part of text.split(",")) {
    const at = part.indexOf(":");
    const kind = PRICE_KINDS.find((one) => one === part.slice(0, Math.max(0, at)).trim());
    if (kind === undefined)
      return {
        problem: `its price "${part.trim()}" is none of ${PRICE_KINDS.map((one) => `${one}:…`).join(", ")}`,
      };
    if (prices.some((one) => one.kind === kind)) return { problem: `its price has "${kind}" twice` };
    const usdPerHour = parseDecimal(
      part
        .slice(at + 1)
        .trim()
        .replace(/^\$/, ""),
    );
    if (usdPerHour === undefined || !(usdPerHour > 0))
      return { problem: `its ${kind} price "${part.slice(at + 1).trim()}" is no number of USD above 0` };
    if (usdPerHour > mostUsd) return { problem: `no machine costs $${usdPerHour} an hour` };
    prices.push({ kind, usdPerHour });
  }
  const usdOf = (kind: PriceKind) => prices.find((one) => one.kind === kind)?.usdPerHour;
  const [spot, onDemand] = [usdOf("spot"), usdOf("on-demand")];
  if (spot !== undefined && onDemand !== undefined && spot > onDemand)
    return { problem: `its spot price $${spot} is above the $${onDemand} that it costs on demand` };
  return { kind: "stated by kind", prices };
}
