import type { RunResult } from "../../../result/run-result.ts";
import { type Html, html } from "../../page/markup.ts";
import { comparisonNotes, comparisonOf, errorWords, valueWords } from "../comparison-words.ts";

/** The section of a simulated run beside measured ones. */
export function comparisonSection(result: RunResult): Html | false {
  const comparison = comparisonOf(result);
  if (comparison === null) return false;
  const [first] = comparison.runs;
  return html`<section id="comparison"><h2>Simulated beside measured</h2>
<div class="scroll"><table class="compact"><caption><span>Measured: ${first?.server}</span></caption>
<thead><tr><th scope="col">figure</th><th scope="col" class="num">measured</th><th scope="col" class="num">simulated</th><th scope="col" class="num">error</th><th scope="col" class="num">spread of repeats</th></tr></thead>
<tbody>${comparison.rows.map((row) => {
    const { error, spread } = errorWords(row);
    return html`<tr><th scope="row">${row.title}</th><td class="num">${valueWords(row.measured, row)}</td><td class="num">${valueWords(row.simulated, row)}</td><td class="num">${error}</td><td class="num">${spread}</td></tr>
`;
  })}</tbody></table></div>
${comparisonNotes(comparison).map((note) => html`<p class="quiet">${note}</p>`)}
</section>`;
}
