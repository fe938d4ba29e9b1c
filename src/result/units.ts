import {
  formatCount,
  formatEnergy,
  formatMoney,
  formatMs,
  formatNumber,
  formatRate,
  formatShare,
} from "../core/format.ts";
import { parseDurationMs } from "../core/units.ts";

/** A unit: how values in it are written, and how limits in it are read. */
interface UnitKind {
  /** Name of the unit in the docs. */
  readonly title: string;
  /** Example of a limit in this unit. */
  readonly example: string;
  /** A value for people, with its unit. @param currency of the prices, such as USD */
  format(value: number, currency: string): string;
  /** Reads a limit; undefined when the text is not one in this unit. */
  parse(text: string): number | undefined;
  /** Completes a bare number to a limit, for a suggestion. */
  complete(number: string): string;
}

const NUMBER = /^\d+(?:\.\d+)?$/;

/** Reads the number between the texts before and after it that belong to the unit. */
function bare(text: string, before: RegExp, after: RegExp): number | undefined {
  const number = text.replace(before, "").replace(after, "");
  return after.test(text) && NUMBER.test(number) ? Number(number) : undefined;
}

export const UNITS = {
  ms: {
    title: "ms",
    example: "50ms",
    format: (value) => formatMs(value),
    parse: parseDurationMs,
    complete: (number) => `${number}ms`,
  },
  perSec: {
    title: "per second",
    example: "300/s",
    format: (value) => formatRate(value),
    parse: (text) => bare(text, /^/, /\/s$/),
    complete: (number) => `${number}/s`,
  },
  share: {
    title: "share, 0 to 1",
    example: "99%",
    format: (value) => formatShare(value, 1),
    parse(text) {
      const percent = bare(text, /^/, /%$/);
      return percent === undefined || percent > 100 ? undefined : Number((percent / 100).toPrecision(12));
    },
    complete: (number) =>
      Number(number) < 1 ? `${Number((100 * Number(number)).toPrecision(6))}%` : `${number}%`,
  },
  perMillion: {
    title: "price per million",
    example: "$1.50/M",
    format: (value, currency) => formatMoney(value, currency),
    parse: (text) => bare(text, /^\$/, /\/M$/),
    complete: (number) => `$${number}/M`,
  },
  joules: {
    title: "J",
    example: "0.5J",
    format: (value) => formatEnergy(value),
    parse: (text) => bare(text, /^/, /J$/),
    complete: (number) => `${number}J`,
  },
  count: {
    title: "count",
    example: "100",
    format: (value) => formatCount(value),
    parse: (text) => bare(text, /^/, /$/),
    complete: (number) => number,
  },
  items: {
    title: "items",
    example: "8",
    format: (value) => formatNumber(value),
    parse: (text) => bare(text, /^/, /$/),
    complete: (number) => number,
  },
} as const satisfies Record<string, UnitKind>;

export type Unit = keyof typeof UNITS;
