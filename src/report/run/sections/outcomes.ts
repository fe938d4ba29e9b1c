import { formatCount, formatShare } from "../../../core/format.ts";
import { OUTCOMES } from "../../../core/sample.ts";
import type { RunResult } from "../../../result/run-result.ts";
import { type Html, html } from "../../page/markup.ts";
import { valuesSentence } from "../values-sentence.ts";

export function outcomesSection(result: RunResult, chart: Html): Html {
  const { scheduled, sent, byOutcome, failures } = result.requests;
  const values = valuesSentence(result);
  return html`<section id="outcomes"><h2>Outcomes</h2>
<div class="scroll"><table class="compact"><caption><span>${formatCount(scheduled)} requests were scheduled in the measured part, ${formatCount(sent)} were sent</span></caption>
<thead><tr><th scope="col">outcome</th><th scope="col" class="num">requests</th><th scope="col" class="num">share</th></tr></thead>
<tbody>${OUTCOMES.filter((outcome) => outcome === "ok" || byOutcome[outcome] > 0).map(
    (
      outcome,
    ) => html`<tr><th scope="row">${outcome}<span class="under">${MEANING[outcome]}</span></th><td class="num">${formatCount(byOutcome[outcome])}</td><td class="num">${formatShare(byOutcome[outcome], scheduled)}</td></tr>
`,
  )}</tbody></table></div>
${values !== null && html`<p>${values}</p>`}
${
  failures.length > 0 &&
  html`${chart}
<div class="scroll"><table class="failures"><caption><span>Failures, most frequent first, with one example each</span></caption>
<thead><tr><th scope="col">outcome</th><th scope="col">failure</th><th scope="col" class="num">status</th><th scope="col" class="num">requests</th><th scope="col">example</th></tr></thead>
<tbody>${failures
    .toSorted((a, b) => b.count - a.count)
    .map(
      (
        f,
      ) => html`<tr><th scope="row">${f.outcome}</th><td>${f.failure === "none" ? "" : f.failure}</td><td class="num">${f.status === 0 ? "" : f.status}</td><td class="num">${formatCount(f.count)}</td><td class="example">${f.example !== null && html`<code>${f.example}</code>`}</td></tr>
`,
    )}</tbody></table></div>`
}
</section>`;
}

const MEANING: Record<(typeof OUTCOMES)[number], string> = {
  ok: "answered, and as expected",
  error: "refused, broken off, or answered with an error",
  timeout: "no answer in time",
  shed: "not sent: too many requests were in flight already",
  wrong: "answered, but not with what was asked for",
  cancelled: "given up by this run",
};
