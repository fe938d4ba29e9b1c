import { grouped } from "../../../core/grouped.ts";
import type { NumberProvenance, PlanResult } from "../../../result/plan-result.ts";
import { type Html, html, prose } from "../../page/markup.ts";

/** The section of what a plan rests on: assumptions, and the kind of every number of the cheapest fleet. */
export function groundsSection({ assumptions, fleets, notes }: PlanResult): Html {
  const provenance = grouped(Object.entries(fleets[0]?.provenance ?? {}), ([, one]) => JSON.stringify(one));
  return html`<section id="grounds"><h2>What it rests on</h2>
${
  assumptions.length === 0
    ? html`<p>Nothing was assumed: every number was measured, simulated or listed.</p>`
    : html`<p>Stated by the user, and neither measured nor listed:</p><ul>${assumptions.map((one) => html`<li>${prose(one)}</li>`)}</ul>`
}
${notes.length > 0 && html`<ul>${notes.map((note) => html`<li>${prose(note)}</li>`)}</ul>`}
${
  provenance.size > 0 &&
  html`<div class="scroll"><table class="compact"><caption><span>The numbers of fleet A, by their keys in result.json</span></caption>
<thead><tr><th scope="col">numbers</th><th scope="col">kind</th><th scope="col">worked out from</th><th scope="col">in words</th></tr></thead>
<tbody>${[...provenance.values()].map(numbersRow)}</tbody></table></div>`
}
</section>`;
}

/** Numbers that rest on the same, in one row. */
function numbersRow(own: readonly (readonly [key: string, one: NumberProvenance])[]): Html | false {
  const [first] = own;
  if (first === undefined) return false;
  const [, { kind, restsOn, note }] = first;
  const keys = own.map(([key], index) => html`${index > 0 && ", "}<code>${key}</code>`);
  return html`<tr><th scope="row">${keys}</th><td>${kind}</td><td>${restsOn.join(", ")}</td><td>${note}</td></tr>
`;
}
