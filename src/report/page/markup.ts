import { displaySentence, printable } from "../../core/format.ts";

/** HTML that needs no more escaping. Only this file makes it. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Content = string | number | Html | null | undefined | false | readonly Content[];

const ENTITIES: Record<string, string> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/**
 * Tagged template that escapes every value it is given, except what is `Html` already. Lists are joined;
 * `null`, `undefined` and `false` leave nothing, so that `${condition && html`…`}` works.
 */
export function html(parts: TemplateStringsArray, ...values: readonly Content[]): Html {
  let text = parts[0] ?? "";
  values.forEach((value, index) => {
    text += render(value) + (parts[index + 1] ?? "");
  });
  return new Html(text);
}

/** Marks text as HTML as it stands: our own style sheet, and SVG that vega has escaped. */
export function trusted(text: string): Html {
  return new Html(text);
}

function render(value: Content): string {
  if (value === null || value === undefined || value === false) return "";
  if (value instanceof Html) return value.text;
  if (typeof value === "object") return value.map(render).join("");
  return escapeHtml(typeof value === "string" ? shown(value) : String(value));
}

/** Scripts that are written from right to left. */
const RIGHT_TO_LEFT =
  /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}\p{Script=Adlam}]/u;
const [ISOLATE, END_OF_ISOLATE] = ["\u2068", "\u2069"];

/**
 * A text as the page shows it: control characters visible, overlong words cut, and one from right to left kept from
 * moving what stands beside it, in attributes and titles too, where an element could not.
 */
function shown(text: string): string {
  const safe = displaySentence(text);
  return RIGHT_TO_LEFT.test(safe) ? ISOLATE + safe + END_OF_ISOLATE : safe;
}

/** A text that must be complete, however long: a command to copy. */
export function verbatim(text: string): Html {
  return new Html(escapeHtml(printable(text)));
}

/** Turns a sentence into HTML, with a capital at its head; text in `backticks` becomes code. */
export function prose(sentence: string): Html {
  const parts = sentence
    .split("`")
    .map((part, index) => (index % 2 === 1 ? html`<code>${part}</code>` : html`${part}`));
  const [first = html``, ...rest] = parts;
  // A word before a colon is a name, such as that of a machine, and is written as its owner writes it.
  if (/^[^\s:]+: /.test(first.text)) return html`${first}${rest}`;
  return html`${new Html(first.text.charAt(0).toUpperCase() + first.text.slice(1))}${rest}`;
}

/** JSON for a `<script>` element: `<` is written as an escape, so that no text in it can end the element. */
export function scriptJson(value: unknown): Html {
  return new Html(JSON.stringify(value).replace(/<|[^\P{C}\u200c\u200d]/gu, escapedInJson));
}

function escapedInJson(character: string): string {
  const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`).join("");
}
