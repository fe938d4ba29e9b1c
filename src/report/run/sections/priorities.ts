import type { RunResult } from "../../../result/run-result.ts";
import { type Html, html } from "../../page/markup.ts";
import { PRIORITY_COLUMNS, prioritiesOf, priorityCells } from "../priority-lines.ts";

/** The section of what became of the requests of each priority. */
export function prioritiesSection(result: RunResult): Html | false {
  const rows = prioritiesOf(result);
  if (rows.length === 0) return false;
  return html`<section id="priorities"><h2>By priority</h2>
<div class="scroll"><table class="compact">
<thead><tr><th scope="col">priority</th>${PRIORITY_COLUMNS.map((name) => html`<th scope="col" class="num">${name}</th>`)}</tr></thead>
<tbody>${rows.map(
    (row) =>
      html`<tr><th scope="row">${String(row.priority)}</th>${priorityCells(row).map((cell) => html`<td class="num">${cell}</td>`)}</tr>
`,
  )}</tbody></table></div>
<p class="quiet">1 goes first. Response times are those of the requests that were answered well.</p>
</section>`;
}
