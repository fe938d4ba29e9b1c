import { type Html, html } from "./markup.ts";

/**
 * The mark of something that holds, fails or was not judged (null), in words and with a sign: never by colour alone.
 *
 * @param word what it says instead of "holds", "fails" or "not judged"
 */
export function mark(holds: boolean | null, word?: string): Html {
  if (holds === null) return html`<span class="mark quiet">– ${word ?? "not judged"}</span>`;
  return holds
    ? html`<span class="mark good">✓ ${word ?? "holds"}</span>`
    : html`<span class="mark bad">✗ ${word ?? "fails"}</span>`;
}
