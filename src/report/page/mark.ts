import { type Html, html } from "./markup.ts";

/**
 * The mark of something that holds, fails or was not judged (null), in words and with a sign: never by colour alone.
 */
export function mark(holds: boolean | null, unjudged = "not judged"): Html {
  if (holds === null) return html`<span class="mark quiet">– ${unjudged}</span>`;
  return holds ? html`<span class="mark good">✓ holds</span>` : html`<span class="mark bad">✗ fails</span>`;
}
