import { type Html, html } from "./markup.ts";

/** The mark of something that holds or fails, in words and with a sign: never by colour alone. */
export function mark(holds: boolean): Html {
  return holds ? html`<span class="mark good">✓ holds</span>` : html`<span class="mark bad">✗ fails</span>`;
}
