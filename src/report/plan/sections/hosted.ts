import { ABSENT, formatNumber } from "../../../core/format.ts";
import { tokensWords } from "../../../cost/hosted/offer.ts";
import type { PlanHosted, PlanResult } from "../../../result/plan-result.ts";
import { type Html, html, prose } from "../../page/markup.ts";
import { hostedTimes } from "../hosted-words.ts";
import { moneyOf } from "../plan-words.ts";

/** The section of hosted models: what the same demand would cost by the token, and from which demand on the fleet costs no more. */
export function hostedSection(result: PlanResult): Html | false {
  const { hosted } = result;
  if (hosted.length === 0) return false;
  const money = moneyOf(result);
  const notes = [
    ...new Set(
      hosted.flatMap((one) =>
        one.notes.map((note) => (isOfAll(hosted, note) ? note : `${one.model}: ${note}`)),
      ),
    ),
  ];
  return html`<section id="hosted"><h2>Renting tokens instead</h2>
<div class="scroll"><table class="by-name"><caption><span>The same demand by the token: ${tokensOf(hosted)}</span></caption>
<thead><tr><th scope="col">hosted model</th><th scope="col" class="num">a month</th><th scope="col" class="num">beside fleet A</th><th scope="col" class="num">per million requests</th><th scope="col" class="num">per million tokens</th></tr></thead>
<tbody>${hosted.map(
    (one) =>
      html`<tr><th scope="row">${one.model}<span class="under">${one.prices.words}; ${one.prices.asOf === null ? "stated by the user" : `as of ${one.prices.asOf}, ${one.prices.source}`}</span></th><td class="num">${money(one.costPerMonth)}</td><td class="num">${one.timesCheapestFleet === null ? ABSENT : hostedTimes(one.timesCheapestFleet)}</td><td class="num">${money(one.costPerMillionRequests)}</td><td class="num">$${formatNumber(one.costPerMillionTokens)}</td></tr>
`,
  )}</tbody></table></div>
<ul>${hosted.flatMap(({ model, breakEven }) =>
    breakEven === null ? [] : [html`<li>${prose(`${model}: ${breakEven.words}`)}.</li>`],
  )}${notes.map((note) => html`<li>${prose(note)}.</li>`)}</ul>
<p class="quiet">The fleet costs a step for each replica and tokens a straight line, so the two may cross more than once. Whether so many replicas keep the objectives at such a demand is simulated.</p>
</section>`;
}

function isOfAll(hosted: readonly PlanHosted[], note: string): boolean {
  return hosted.every(({ notes }) => notes.includes(note));
}

function tokensOf([first]: readonly PlanHosted[]): string {
  if (first === undefined) return "";
  const { meanInput, output } = first.tokens;
  return `${tokensWords(meanInput)} tokens in and ${tokensWords(output)} out`;
}
