import { parseDecimal } from "../../core/decimal.ts";

/** Rates at hours of the day, between which the demand runs along straight lines, around midnight too. */
export type DailyCurve = readonly { readonly hour: number; readonly ratePerSec: number }[];

const HINT = "write hours and rates, such as 3=40,9=300,14=500,22=120";

/** Reads `3=40,9=300,14=500`: at three o'clock 40 requests per second, and so on; returns the problem where the text is none. */
export function parseDailyCurve(text: string): DailyCurve | { readonly problem: string } {
  const points = new Map<number, number>();
  for (const part of text.split(",")) {
    const [hourText = "", rateText = "", ...more] = part.split("=").map((one) => one.trim());
    const hour = parseDecimal(hourText);
    const ratePerSec = parseDecimal(rateText.replace(/\/s$/, ""));
    if (hour === undefined || ratePerSec === undefined || more.length > 0)
      return { problem: `"${part.trim()}" is no hour with its rate; ${HINT}` };
    if (!(hour >= 0 && hour < 24)) return { problem: `hour ${hour} is not within a day, 0 to 24; ${HINT}` };
    if (!(ratePerSec >= 0 && ratePerSec <= 1_000_000))
      return { problem: `${ratePerSec} requests per second are not possible; ${HINT}` };
    if (points.has(hour)) return { problem: `hour ${hour} stands there twice; ${HINT}` };
    points.set(hour, ratePerSec);
  }
  const curve = [...points]
    .map(([hour, ratePerSec]) => ({ hour, ratePerSec }))
    .toSorted((one, other) => one.hour - other.hour);
  return curve.some(({ ratePerSec }) => ratePerSec > 0) ? curve : { problem: `every rate is 0; ${HINT}` };
}
