import type { Comparison } from "../../../compare/comparison.ts";
import { plural } from "../../../core/format.ts";
import { DOCUMENT_KINDS } from "../../../result/document.ts";
import { type Html, html, prose } from "../../page/markup.ts";

/** The head of the page: the sentence, and what must be known before any number. */
export function sentenceSection({ sentence, notices, sides, of }: Comparison): Html {
  return html`<header class="verdict">
<h1><span class="name">${sides.map(({ letter, label }, i) => html`${i > 0 && " · "}${letter}: ${label}`)}</span></h1>
<p class="lead">${sentence}</p>
<p class="meta">${sides.map(({ letter, documents }) => `${letter}: ${plural(documents.length, "result")}`).join(" · ")} · each is ${DOCUMENT_KINDS[of].noun}</p>
${notices.length > 0 && html`<ul class="notices">${notices.map((notice) => html`<li>${prose(notice)}.</li>`)}</ul>`}
</header>`;
}
