import type { PlanResult } from "../../../result/plan-result.ts";
import { type Html, html, prose } from "../../page/markup.ts";
import { validatedTogether } from "../plan-words.ts";

/** The section of how far such predictions were off where they were measured. */
export function validationSection({ validation }: PlanResult): Html {
  return html`<section id="validation"><h2>How far such forecasts were off</h2>
${
  validation.length === 0
    ? html`<p>Nobody has measured how far predictions by the models of these machines are off: their times are stated, or were never held against a run. <code>plimsoll capacity --verify</code> holds this plan against the fleet itself.</p>`
    : html`<div class="scroll"><table class="by-name"><thead><tr><th scope="col">model</th><th scope="col">forecast beside measurement</th><th scope="col">source</th></tr></thead>
<tbody>${validatedTogether(validation).map(
        ({ models, words, source }) =>
          html`<tr><th scope="row">${models.join(", ")}</th><td>${prose(words)}</td><td>${source}</td></tr>
`,
      )}</tbody></table></div>
<p class="quiet"><code>plimsoll capacity --verify</code> holds this plan against the fleet itself.</p>`
}
</section>`;
}
