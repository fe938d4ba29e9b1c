import { plural } from "../../../core/format.ts";
import type { PlanResult } from "../../../result/plan-result.ts";
import { type Html, html } from "../../page/markup.ts";

/** The most rows that the page has; result.json has all. */
const MOST_ROWS = 60;

/** The section of what the search did not simulate, or gave up, and why. */
export function skippedSection({ skipped }: PlanResult): Html | false {
  if (skipped.length === 0) return false;
  const more = skipped.length - MOST_ROWS;
  return html`<section id="skipped"><h2>What was left out</h2>
<div class="scroll"><table class="by-name"><thead><tr><th scope="col">machine</th><th scope="col">settings</th><th scope="col">why</th></tr></thead>
<tbody>${skipped.slice(0, MOST_ROWS).map(
    ({ machine, settings, why }) =>
      html`<tr><th scope="row">${machine}</th><td>${settings}</td><td>${why}</td></tr>
`,
  )}</tbody></table></div>
${more > 0 && html`<p class="quiet">${plural(more, "more", "more")}, in result.json.</p>`}
</section>`;
}
