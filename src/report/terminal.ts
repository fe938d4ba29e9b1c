/** Colours of a terminal, or nothing. */
export interface Paint {
  good(text: string): string;
  bad(text: string): string;
  note(text: string): string;
  quiet(text: string): string;
}

const ESCAPE = "\u001b[";

/** Colour only supports what the words say already, so plain output loses nothing. */
export function painter(colour: boolean): Paint {
  const style = (code: number) => (text: string) => (colour ? `${ESCAPE}${code}m${text}${ESCAPE}0m` : text);
  return { good: style(32), bad: style(31), note: style(33), quiet: style(2) };
}

/** Text of a server may hold escape sequences; a terminal must not obey them. */
export function printable(text: string): string {
  return text.replace(/\p{C}+/gu, " ");
}

/** Breaks at spaces; a word longer than the line stands alone. */
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
/** Width of the names at the head of its lines. */
const NAME = 11;
/** Width that is left for the text after a name. */
export const TEXT_COLUMNS = COLUMNS - NAME;

/** A name in its own column, then the text, wrapped below itself. */
export function named(name: string, text: string): string[] {
  return wrap(printable(text), TEXT_COLUMNS).map((line, i) => indented(i === 0 ? name : "") + line);
}

/** A name, or none, in its own column. */
export function indented(name: string): string {
  return name.padEnd(NAME);
}
