import type { RunResult } from "../../../result/run-result.ts";
import { type Html, html } from "../../page/markup.ts";
import { SPOT_COLUMNS, spotOf, spotRows, spotSentences } from "../spot-words.ts";

/** The section of a fleet of spot machines: what was taken away, what stood in, and what that did to response times. */
export function spotSection(result: RunResult): Html | false {
  const spot = spotOf(result);
  if (spot === null) return false;
  return html`<section id="spot"><h2>Spot machines</h2>
<p>${spot.policy}.</p>
<ul>${spotSentences(spot).map((sentence) => html`<li>${sentence}.</li>`)}</ul>
<div class="scroll"><table class="compact">
<thead><tr><th scope="col">when the request was due</th>${SPOT_COLUMNS.map((name) => html`<th scope="col" class="num">${name}</th>`)}</tr></thead>
<tbody>${spotRows(spot).map(
    ({ name, cells }) =>
      html`<tr><th scope="row">${name}</th>${cells.map((cell) => html`<td class="num">${cell}</td>`)}</tr>
`,
  )}</tbody></table></div>
<p class="quiet">Response times are those of the requests that were answered well.</p>
</section>`;
}
