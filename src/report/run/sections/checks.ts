import type { RunResult } from "../../../result/run-result.ts";
import { mark } from "../../page/mark.ts";
import { type Html, html } from "../../page/markup.ts";
import { cacheSentence } from "../cache-sentence.ts";

/** The section of the checks that the verdict rests on, with the chart of the generator's send lag. */
export function checksSection(result: RunResult, chart: Html): Html {
  return html`<section id="checks"><h2>Can it be believed?</h2>
${
  result.verdict.checks.length > 0 &&
  html`<div class="scroll"><table><caption><span>What the verdict rests on</span></caption>
<thead><tr><th scope="col">check</th><th scope="col">observed</th><th scope="col">limit</th><th scope="col">result</th></tr></thead>
<tbody>${result.verdict.checks.map(
    (
      check,
    ) => html`<tr><th scope="row">${check.title}</th><td>${check.observed}</td><td>${check.limit}</td><td>${check.applies ? mark(check.holds) : mark(null, "does not apply")}</td></tr>
`,
  )}</tbody></table></div>`
}
${result.cacheCheck?.suspected === false && html`<p>${cacheSentence(result.cacheCheck)}</p>`}
${chart}
</section>`;
}
