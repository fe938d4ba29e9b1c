const ZERO = 48;
const NINE = 57;
const DOT = 46;

/** The digits of `text[from, to)` as a whole number; NaN when it is empty or holds anything else. */
export function wholeNumber(text: string, from: number, to: number): number {
  if (to <= from) return Number.NaN;
  let value = 0;
  for (let i = from; i < to; i++) {
    const code = text.charCodeAt(i);
    if (code < ZERO || code > NINE) return Number.NaN;
    value = value * 10 + (code - ZERO);
  }
  return value;
}

/** The digits after a decimal point as a part of one: `97996` → 0.97996. */
export function fraction(text: string, from: number, to: number): number {
  return wholeNumber(text, from, to) / 10 ** (to - from);
}

/** Digits of a whole number that a double holds exactly. */
const EXACT_DIGITS = 15;
/** The largest time that is read, in its own unit: nanoseconds since 1970 have 19 digits. */
const LARGEST = 1e19;
/** Form in which programs print very small numbers: `1.5e-05`. */
const EXPONENT = /^\d+(?:\.\d+)?[eE][+-]?\d+$/;

/** Whether a value of JSON is a number, or text that is one: `1700000000.5` or `"1700000000.5"`. */
export function isNumeric(value: unknown): value is number | string {
  if (typeof value === "number") return true;
  return typeof value === "string" && value.trim() !== "" && !Number.isNaN(Number(value));
}

/**
 * Times written as a number of some unit. Whole part and fraction are kept apart until the first time is subtracted: a
 * double that counts from 1970 has room for quarter microseconds only. Whole parts of more digits than a double holds,
 * such as nanoseconds since 1970, are subtracted as big integers.
 */
export class DecimalTimes {
  readonly #unitMs: number;
  #origin: bigint | undefined;
  /** The origin as a double; exact where the whole parts are short. */
  #near = 0;

  constructor(unitMs: number) {
    this.#unitMs = unitMs;
  }

  /** Reads a time as ms since the whole part of the first time read; NaN when it is not a number, or negative. */
  read(text: string, from: number, to: number): number {
    let at = from;
    while (at < to && text.charCodeAt(at) !== DOT) at++;
    const whole = wholeNumber(text, from, at);
    const rest = at + 1 < to ? fraction(text, at + 1, to) : 0;
    if (whole >= 0 && whole < LARGEST && rest >= 0) {
      const isLong = at - from > EXACT_DIGITS;
      return this.#since(whole, isLong ? BigInt(text.slice(from, at)) : undefined, rest);
    }
    return this.readNumber(EXPONENT.test(text.slice(from, to)) ? Number(text.slice(from, to)) : Number.NaN);
  }

  /** Reads a value of JSON: a number, or a number written as text, of which every digit counts. NaN for all else. */
  readValue(value: unknown): number {
    if (typeof value === "number") return this.readNumber(value);
    const text = typeof value === "string" ? value.trim() : "";
    return this.read(text, 0, text.length);
  }

  readNumber(value: number): number {
    if (!(value >= 0 && value < LARGEST)) return Number.NaN;
    const whole = Math.floor(value);
    const exact = Number.isSafeInteger(whole) ? undefined : BigInt(whole);
    return this.#since(whole, exact, value - whole);
  }

  #since(whole: number, exact: bigint | undefined, rest: number): number {
    if (this.#origin === undefined) {
      this.#origin = exact ?? BigInt(whole);
      this.#near = whole;
    }
    const isNear = exact === undefined && Number.isSafeInteger(this.#near);
    const since = isNear ? whole - this.#near : Number((exact ?? BigInt(whole)) - this.#origin);
    return since * this.#unitMs + rest * this.#unitMs;
  }
}
