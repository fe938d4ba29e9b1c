import { parseDecimal } from "../core/decimal.ts";
import { parseDurationMs } from "../core/units.ts";
import { AXES, type AxisKind, type AxisName } from "./axes.ts";

/** Most values on one axis; more are a slip of the keyboard. */
const MOST_VALUES = 64;
const SERIES = /^(\d+(?:\.\d+)?)\.\.(\d+(?:\.\d+)?)(?:([x+])(\d+(?:\.\d+)?))?$/;

/**
 * Reads the values of an axis: `1,2,4`, or a series `1..64x2` (each twice the one before) or `10..50+10`. Texts that
 * hold commas themselves, such as lengths, are given one by one.
 *
 * @returns the values without repetition, numbers and durations rising; or a sentence that says what is wrong
 */
export function axisValues(name: AxisName, given: readonly string[]): string[] | { problem: string } {
  const { values: reading } = AXES[name] as AxisKind;
  const texts = given.flatMap((text) => (reading === "word" && /[:=]/.test(text) ? [text] : text.split(",")));
  const values: string[] = [];
  for (const text of texts.map((text) => text.trim())) {
    const read = readValue(text, reading);
    if ("problem" in read) return read;
    for (const value of read.values) values.push(value);
  }
  const different = [...new Set(values)];
  if (different.length > MOST_VALUES)
    return { problem: `${different.length} values; at most ${MOST_VALUES} are swept` };
  return reading === "word" ? different : different.sort((a, b) => sizeOf(a, reading) - sizeOf(b, reading));
}

function readValue(text: string, reading: AxisKind["values"]): { values: string[] } | { problem: string } {
  if (text === "") return { problem: "a value is empty" };
  if (reading === "word") return { values: [text] };
  const series = reading === "duration" ? null : SERIES.exec(text);
  if (series !== null) return seriesOf(series, reading);
  const size = sizeOf(text, reading);
  if (reading === "duration")
    return Number.isNaN(size) ? { problem: `"${text}" is no duration such as 2ms` } : { values: [text] };
  if (!(size > 0) || (reading === "integer" && !Number.isInteger(size)))
    return {
      problem: `"${text}" is no ${reading === "integer" ? "whole " : ""}number above 0, and no series such as 1..64x2`,
    };
  return { values: [String(size)] };
}

function seriesOf(
  [text, low, high, operator, operand]: RegExpExecArray,
  reading: AxisKind["values"],
): { values: string[] } | { problem: string } {
  const [from, to, by] = [Number(low), Number(high), Number(operand)];
  if (operator === undefined)
    return { problem: `"${text}" does not say its steps, such as ${text}x2 or ${text}+8` };
  if (!(from > 0) || to <= from || (operator === "x" ? by <= 1 : by <= 0))
    return { problem: `"${text}" does not rise from a number above 0` };
  const values: string[] = [];
  for (let value = from; value <= to * (1 + 1e-9); value = operator === "x" ? value * by : value + by) {
    const rounded = Number(value.toPrecision(12));
    if (reading === "integer" && !Number.isInteger(rounded))
      return { problem: `"${text}" leads to ${rounded}, which is no whole number` };
    values.push(String(rounded));
    if (values.length > MOST_VALUES) return { problem: `"${text}" has more than ${MOST_VALUES} values` };
  }
  return { values };
}

function sizeOf(text: string, reading: AxisKind["values"]): number {
  return (reading === "duration" ? parseDurationMs(text) : parseDecimal(text)) ?? Number.NaN;
}
