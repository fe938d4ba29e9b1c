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
  const left: string[] = [];
  let data: Partial<Result> = result;
  let json = scriptJson(data);
  for (const part of largeParts) {
    if (byteLength(json.text) <= room) break;
    left.push(part);
    data = { ...data, [part]: undefined };
    json = scriptJson(data);
  }
  if (byteLength(json.text) > room)
    return html`<p>The data did not fit into this file; they are in result.json.</p>`;
  const missing =
    left.length > 0 && html` Left out for size: ${left.join(" and ")}; they are in result.json.`;
  return html`<p>The result is also in this file, as JSON, in the element with the id <code>plimsoll-result</code>.${missing}</p>
<script type="application/json" id="plimsoll-result">${json}</script>`;
}

/** Length of a text in UTF-8, bytes. */
export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
