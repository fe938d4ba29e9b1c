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

/**
 * Times written as a number of seconds or milliseconds. Whole part and fraction are kept apart until the first
 * time is subtracted: a double that counts from 1970 has room for quarter microseconds only.
 */
export class DecimalTimes {
  readonly #unitMs: number;
  #origin: number | undefined;

  constructor(unitMs: number) {
    this.#unitMs = unitMs;
  }

  /** Reads a time as ms since the whole part of the first time read; NaN when it is not a number, or negative. */
  read(text: string, from: number, to: number): number {
    let at = from;
    while (at < to && text.charCodeAt(at) !== DOT) at++;
    const whole = wholeNumber(text, from, at);
    const rest = at + 1 < to ? fraction(text, at + 1, to) : 0;
    if (whole >= 0 && rest >= 0) return this.#since(whole, rest);
    return this.readNumber(EXPONENT.test(text.slice(from, to)) ? Number(text.slice(from, to)) : Number.NaN);
  }

  readNumber(value: number): number {
    if (!(value >= 0 && value < Number.MAX_SAFE_INTEGER)) return Number.NaN;
    const whole = Math.floor(value);
    return this.#since(whole, value - whole);
  }

  #since(whole: number, rest: number): number {
    this.#origin ??= whole;
    return (whole - this.#origin) * this.#unitMs + rest * this.#unitMs;
  }
}

/** Form in which programs print very small numbers: `1.5e-05`. */
const EXPONENT = /^\d+(?:\.\d+)?[eE][+-]?\d+$/;
