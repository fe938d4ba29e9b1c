import { printable } from "./format.ts";

const ESCAPE = "\u001b[";
/**
 * The first of the marks of styles. A style is a mark until `forTerminal` writes its code: a private character, which
 * `printable` shows. A foreign text that was not made printable could at most be coloured by one.
 */
const FIRST_MARK = 0x10_f000;
const END_OF_STYLE = 0;
/** What needs more than to be written as it is. */
const SPECIAL = /[^\P{C}\n\u200c\u200d]|[\u2028\u2029]/u;
const MARKS = /(\n|[\u{10f000}-\u{10f0ff}])/u;

/** A text in a style of a terminal, given by its number (ECMA-48 SGR, such as 31 for red), for `forTerminal`. */
export function styled(text: string, code: number): string {
  const mark = (one: number) => String.fromCodePoint(FIRST_MARK + one);
  return mark(code) + text + mark(END_OF_STYLE);
}

/**
 * Makes a text of several lines ready for a terminal: styles become its codes, or nothing without colour, and all else
 * that would steer it is made visible, wherever it comes from.
 */
export function forTerminal(text: string, colour: boolean): string {
  if (!SPECIAL.test(text)) return text;
  const parts = text.split(MARKS);
  return parts.map((part, at) => (at % 2 === 0 ? printable(part) : written(part, colour))).join("");
}

function written(mark: string, colour: boolean): string {
  if (mark === "\n") return mark;
  return colour ? `${ESCAPE}${(mark.codePointAt(0) as number) - FIRST_MARK}m` : "";
}
