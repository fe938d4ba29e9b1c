import { displaySentence } from "../core/format.ts";
import { styled } from "../core/terminal-text.ts";

/** Painters of text in the colours of a terminal; without colour they leave the text as it is. */
export interface Paint {
  good(text: string): string;
  bad(text: string): string;
  note(text: string): string;
  quiet(text: string): string;
}

/** Makes the painters. Colour only supports what the words say already, so plain output loses nothing. */
export function painter(colour: boolean): Paint {
  const style = (code: number) => (text: string) => (colour ? styled(text, code) : text);
  return { good: style(32), bad: style(31), note: style(33), quiet: style(2) };
}

/** Breaks a text into lines at spaces; a word longer than the line stands alone. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

/** Width of what a command prints, characters. */
export const COLUMNS = 100;
/** Width of the column of names at the head of lines, characters. */
const NAME = 11;
/** Width of the text after the column of names, characters. */
export const TEXT_COLUMNS = COLUMNS - NAME;

/** The lines of a named text: the name in its own column, the text wrapped beside it. */
export function named(name: string, text: string): string[] {
  return wrap(displaySentence(text), TEXT_COLUMNS).map((line, i) => indented(i === 0 ? name : "") + line);
}

/** A name, or an empty one, padded to the width of its column. */
export function indented(name: string): string {
  return name.padEnd(NAME);
}
