import { type Html, html, scriptJson } from "./markup.ts";

/** The most bytes of a report, so that it can be mailed and attached. */
export const MOST_BYTES = 1_000_000;

/**
 * The result as JSON in the page, for programs that find the report and not its result.json. The `largeParts` are
 * left out in their order until the rest fits into `room` bytes; they are in result.json, and drawn above.
 */
export function rawData<Result extends object>(
  result: Result,
  largeParts: readonly (keyof Result & string)[],
  room: number,
): Html {
  for (let count = 0; count <= largeParts.length; count++) {
    const [left, kept] = [largeParts.slice(0, count), largeParts.slice(count)];
    // A week of seconds would be written out for nothing, more than once.
    if (kept.some((part) => isTooMany(result[part], room))) continue;
    const json = scriptJson({ ...result, ...Object.fromEntries(left.map((part) => [part, undefined])) });
    if (byteLength(json.text) > room) continue;
    const missing =
      left.length > 0 && html` Left out for size: ${left.join(" and ")}; they are in result.json.`;
    return html`<p>The result is also in this file, as JSON, in the element with the id <code>plimsoll-result</code>.${missing}</p>
<script type="application/json" id="plimsoll-result">${json}</script>`;
  }
  return html`<p>The data did not fit into this file; they are in result.json.</p>`;
}

/** Whether a value has too many members for a text of so many bytes, whatever they are: each takes a byte and a comma at least. */
function isTooMany(value: unknown, room: number): boolean {
  return Array.isArray(value) && 2 * value.length > room;
}

/** Length of a text in UTF-8, bytes. */
export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
