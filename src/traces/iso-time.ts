import { fraction, wholeNumber } from "./decimal.ts";

/** The variants of `2023-11-16 18:17:03.9799600+00:00` that are allowed in one file. */
export interface IsoStyle {
  /** Whether times have a zone. `as-first`: all have one, or none has. */
  readonly zone: "none" | "required" | "as-first";
  readonly fraction: "required" | "optional";
}

/** Reads times as ms since the first one. `Date` is not used: it keeps milliseconds, and these times have 100 ns. */
export class IsoTimes {
  /** Reason why the last `read` gave NaN. */
  problem = "";
  #style: IsoStyle;
  #originSec: number | undefined;

  constructor(style: IsoStyle) {
    this.#style = style;
  }

  read(text: string, from: number, to: number): number {
    const sec = civilSeconds(text, from, to);
    if (Number.isNaN(sec)) return this.#refuse("no time such as 2023-11-16 18:17:03.9799600");
    let at = from + 19;
    let rest = 0;
    // ISO 8601 allows a comma too, and the logs of Python have one.
    if ((text[at] === "." || text[at] === ",") && at < to) {
      const start = ++at;
      while (at < to && isDigit(text, at)) at++;
      rest = fraction(text, start, at);
      if (Number.isNaN(rest)) return this.#refuse("no digits behind the decimal point");
    } else if (this.#style.fraction === "required") {
      return this.#refuse("a time without a fraction, which this format always has");
    }
    const zoneSec = zoneSeconds(text, at, to);
    if (Number.isNaN(zoneSec)) return this.#refuse("no zone such as Z or +00:00 behind the time");
    const zoned = at < to;
    if (this.#style.zone === "as-first") this.#style = { ...this.#style, zone: zoned ? "required" : "none" };
    if (zoned !== (this.#style.zone === "required"))
      return this.#refuse(
        zoned ? "a zone, where other times have none" : "no zone, where other times have one",
      );
    this.#originSec ??= sec - zoneSec;
    return (sec - zoneSec - this.#originSec) * 1000 + rest * 1000;
  }

  #refuse(problem: string): number {
    this.problem = problem;
    return Number.NaN;
  }
}

/** Whether text begins like a date, in small letters too. */
export function looksIso(text: string): boolean {
  return /^\d{4}-\d\d-\d\d[ T]/i.test(text);
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 48 && code <= 57;
}

/** `YYYY-MM-DD HH:MM:SS` as seconds since 1970, or NaN. */
function civilSeconds(text: string, from: number, to: number): number {
  if (to - from < 19 || text[from + 4] !== "-" || text[from + 7] !== "-") return Number.NaN;
  if (text[from + 13] !== ":" || text[from + 16] !== ":") return Number.NaN;
  if (text[from + 10] !== " " && text[from + 10] !== "T") return Number.NaN;
  const year = wholeNumber(text, from, from + 4);
  const month = wholeNumber(text, from + 5, from + 7);
  const day = wholeNumber(text, from + 8, from + 10);
  const hour = wholeNumber(text, from + 11, from + 13);
  const minute = wholeNumber(text, from + 14, from + 16);
  const second = wholeNumber(text, from + 17, from + 19);
  const inRange = month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
  if (!(inRange && hour <= 23 && minute <= 59 && second <= 59)) return Number.NaN;
  return daysFromCivil(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days since 1970-01-01 (Howard Hinnant, "chrono-compatible low-level date algorithms"). */
function daysFromCivil(year: number, month: number, day: number): number {
  const y = month <= 2 ? year - 1 : year; // the year starts in March, so that the leap day comes last
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const leapDays = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100);
  return era * 146_097 + yearOfEra * 365 + leapDays + dayOfYear - 719_468;
}

/** `Z`, `+01:00`, `+0100` or `+01` in `text[from, to)` as seconds east; 0 when it is empty; else NaN. */
function zoneSeconds(text: string, from: number, to: number): number {
  if (from === to || (to - from === 1 && text[from] === "Z")) return 0;
  const sign = text[from] === "+" ? 1 : text[from] === "-" ? -1 : Number.NaN;
  const length = to - from;
  if (length !== 3 && length !== 5 && length !== 6) return Number.NaN;
  if (length === 6 && text[from + 3] !== ":") return Number.NaN;
  const hours = wholeNumber(text, from + 1, from + 3);
  const minutes = length === 3 ? 0 : wholeNumber(text, to - 2, to);
  return hours <= 14 && minutes <= 59 ? sign * (hours * 3600 + minutes * 60) : Number.NaN;
}
