import { ABSENT, formatCount, formatNumber } from "../../../core/format.ts";
import type { RunResult } from "../../../result/run-result.ts";
import { type Html, html } from "../../page/markup.ts";
import { certainties, intervalReasons } from "../certainty.ts";

/** The table of confidence intervals of response time, and the evidence that each rests on. */
export function howSure(result: RunResult): Html {
  const figures = certainties(result);
  const reasons = intervalReasons(result);
  const known = figures.filter(({ confidence }) => confidence.varianceInflation !== null);
  const row = (title: string, under: string, cell: (at: (typeof figures)[number]["confidence"]) => string) =>
    html`<tr><th scope="row">${title}<span class="under">${under}</span></th>${known.map(({ confidence }) => html`<td class="num">${cell(confidence)}</td>`)}</tr>
`;
  return html`${
    known.length > 0 &&
    html`<div class="scroll"><table class="percentiles"><caption><span>How sure response time is, from this run alone</span></caption>
<thead><tr><th scope="col"></th>${known.map(({ label }) => html`<th scope="col" class="num">${label}</th>`)}</tr></thead>
<tbody>
${row("95 % interval", "ms", ({ interval }) => (interval === null ? ABSENT : `${formatNumber(interval.low)} – ${formatNumber(interval.high)}`))}
${row("Variance inflation", "1 = requests independent", (c) => formatNumber(c.varianceInflation))}
${row("Counts as", "independent requests", (c) => formatCount(Math.floor(c.effectiveCount ?? 0)))}
</tbody></table></div>`
  }${
    reasons.length > 0 &&
    html`<div class="footnote"><p>No 95 % interval around:</p><ul>${reasons.map((reason) => html`<li>${reason}</li>`)}</ul></div>`
  }`;
}
