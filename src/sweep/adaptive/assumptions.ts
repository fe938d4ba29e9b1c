import type { Wish } from "../../result/goal.ts";
import type { LoadLimits } from "./limits.ts";

/**
 * What the bound of a search takes for granted about a change of load, in words that follow it. Of use where a
 * configuration has several loads.
 */
export function assumptionWords(wish: Wish, { rise, fall, relief }: LoadLimits, someMissed: boolean): string {
  const lost = (exponent: number) => `${twoDigits(100 * (1 - 2 ** -exponent))} %`;
  const assumed =
    wish === "latency"
      ? [`twice the load lowers p95 by at most ${lost(rise)}`]
      : [
          `twice the load lowers throughput by at most ${lost(fall)} and ${rise > 1 ? `multiplies it by at most ${twoDigits(2 ** rise)}` : "at most doubles it"}`,
        ];
  if (someMissed && relief === 0) assumed.push("no load above one that misses the objectives keeps them");
  if (someMissed && relief > 0 && Number.isFinite(relief))
    assumed.push(`twice the load brings no objective nearer to its limit by more than ${lost(relief)}`);
  return `, taking for granted that ${assumed.join(", and that ")}`;
}

/** A share in percent, to two digits. */
export function percent(share: number): string {
  return twoDigits(100 * share);
}

/** A number to two digits: `3.1`, `26`, `180` */
export function twoDigits(value: number): string {
  return String(Number(value.toPrecision(2)));
}

/** The next number of two digits that is no less: a bound must not get lower by rounding. */
export function upToTwoDigits(value: number): number {
  const step = 10 ** (Math.floor(Math.log10(value)) - 1);
  return Number((Math.ceil(value / step - 1e-9) * step).toPrecision(2));
}
