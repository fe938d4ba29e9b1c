import { type Html, html } from "./markup.ts";

/** A list of names and values, one below the other. */
export function facts(pairs: readonly (readonly [string, string | number | Html | null])[]): Html {
  return html`<dl class="facts">${pairs
    .filter(([, value]) => value !== null && value !== "")
    .map(
      ([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>
`,
    )}</dl>`;
}
