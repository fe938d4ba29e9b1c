import { formatShare } from "../../../core/format.ts";
import type { History } from "../../../history/history.ts";
import { facts } from "../../page/facts.ts";
import { type Html, html } from "../../page/markup.ts";

/** The most results that were left out which are listed. */
const MOST_LEFT = 50;

/** The section of how changes were found, and of what is not part of the history. */
export function historyRule({ rule, left, plimsollVersion }: History): Html {
  const shown = left.slice(0, MOST_LEFT);
  return html`<section id="rule"><h2>How it was found</h2>
${facts([
  ["Change points", "E-divisive (Matteson & James 2014), tested by permutations"],
  ["A false one", `a chance of at most ${formatShare(rule.alpha, 1)} for each figure that does not change`],
  ["Permutations", `${rule.permutations} for each test, seed ${rule.seed}`],
  ["Shortest stretch", `${rule.fewest} results`],
  [
    "Intervals",
    "95 % of each mean, by Student's t; results are taken to be independent, and their place was chosen by the same values",
  ],
  ["Plimsoll", plimsollVersion],
])}
${
  shown.length > 0 &&
  html`<h3>Not part of it</h3>
<div class="scroll"><table class="points"><tbody>${shown.map(
    ({ name, why }) => html`<tr><th>${name}</th><td>${why}</td></tr>
`,
  )}</tbody></table></div>${left.length > shown.length && html`<p>And ${left.length - shown.length} more.</p>`}`
}
</section>`;
}
