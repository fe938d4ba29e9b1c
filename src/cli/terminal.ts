import { printable } from "../core/format.ts";
import type { Host } from "../core/host.ts";
import { forTerminal } from "../core/terminal-text.ts";
import { knownSecrets } from "../host/known-secrets.ts";
import { takesColour } from "./colour.ts";
import { fitted } from "./fitted.ts";
import type { Output } from "./output.ts";

const DEFAULT_COLUMNS = 80;
const ERASE_LINE = "\r\u001b[2K";
/** Characters that JSON may hold as they are, and that a terminal obeys or does not show. */
const UNSEEN = /[^\P{C}\u200c\u200d]/gu;

/** The environment of a command line: its host, its output streams and its exit code. */
export interface Terminal {
  readonly host: Host;
  /** Prints text for people on stdout. Whatever would steer a terminal is made visible, also in the text of a server. */
  readonly out: (text: string) => void;
  /** Prints text for people on stderr, as `out` does. */
  readonly err: (text: string) => void;
  /** Prints a document on stdout, as one line of JSON. */
  readonly document: (document: unknown) => void;
  /** Shows a line of progress on stderr in place of the one before; only on a terminal. */
  readonly progress: (line: string) => void;
  /** The columns that a line of progress may take; null where `progress` shows nothing. */
  readonly columns: () => number | null;
  /** The exit code of the process, which the command sets. */
  exitCode: number;
}

/** Makes the terminal of a process from its two streams. */
export function openTerminal(host: Host, stdout: Output, stderr: Output): Terminal {
  const colours = { out: takesColour(stdout.stream, host.env), err: takesColour(stderr.stream, host.env) };
  const showsProgress = stderr.stream.isTTY === true && host.env.TERM !== "dumb";
  // One column is left free: some terminals go to the next line when the last one is filled.
  const columns = () => (showsProgress ? (stderr.stream.columns || DEFAULT_COLUMNS) - 1 : null);
  let hasLine = false;
  // Text begins where the line of progress stands, so that goes first.
  const eraseLine = () => {
    if (hasLine) stderr.write(ERASE_LINE);
    hasLine = false;
  };
  const print = (output: Output, text: string, colour: boolean) => {
    eraseLine();
    output.write(forTerminal(knownSecrets.hide(text), colour));
  };
  return {
    host,
    out: (text) => print(stdout, text, colours.out),
    err: (text) => print(stderr, text, colours.err),
    document(document) {
      eraseLine();
      stdout.write(`${JSON.stringify(knownSecrets.hideIn(document)).replace(UNSEEN, escapedInJson)}\n`);
    },
    progress(line) {
      const room = columns();
      if (room === null) return;
      stderr.write(ERASE_LINE + forTerminal(fitted(printable(knownSecrets.hide(line)), room), colours.err));
      hasLine = true;
    },
    columns,
    exitCode: 0,
  };
}

/** A character as JSON escapes it: the document stays the same. */
function escapedInJson(character: string): string {
  return Array.from({ length: character.length }, (_, at) => {
    return `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`;
  }).join("");
}
