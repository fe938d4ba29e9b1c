import { type Html, html } from "./markup.ts";

/** One large figure with its name above and a note below, in a list of class `tiles`. */
export function tile(label: string, value: string, note: string): Html {
  return html`<div><dt>${label}</dt><dd><span class="value">${value}</span> <span class="note">${note}</span></dd></div>
`;
}
