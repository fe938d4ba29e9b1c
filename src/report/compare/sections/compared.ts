import type { Comparison } from "../../../compare/comparison.ts";
import { formatTime } from "../../../core/format.ts";
import { type Html, html } from "../../page/markup.ts";

/** The section of the results that were compared, and of those that do not count. */
export function comparedSection({ sides, plimsollVersion }: Comparison): Html {
  const hasAnswers = sides.some(({ answers, left }) => answers.length + left.length > 0);
  return html`<section id="compared"><h2>What was compared</h2>
<div class="scroll"><table class="points">
<thead><tr><th></th><th>result</th><th>began</th>${hasAnswers && html`<th>answer</th>`}</tr></thead>
<tbody>${sides.map(({ letter, documents, answers, left }) => [
    ...documents.map(
      ({ name, startedAt }, i) =>
        html`<tr><th>${letter}</th><td>${name}</td><td>${formatTime(startedAt)}</td>${hasAnswers && html`<td>${answers[i]}</td>`}</tr>
`,
    ),
    ...left.map(
      ({
        name,
        why,
      }) => html`<tr><th>${letter}</th><td>${name}</td><td></td><td>does not count: ${why}</td></tr>
`,
    ),
  ])}</tbody>
</table></div>
<p class="footnote">Compared by Plimsoll ${plimsollVersion}.</p>
</section>`;
}
