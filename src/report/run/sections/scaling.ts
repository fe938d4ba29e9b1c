import { plural } from "../../../core/format.ts";
import type { RunResult } from "../../../result/run-result.ts";
import { type Html, html } from "../../page/markup.ts";
import { decisionParts, notableDecisions, replicasSentence, scalingOf } from "../scaling-words.ts";

/** The most decisions that the page tells; result.json has all. */
const MOST_ROWS = 200;

/** The section of a simulated fleet that was scaled: how many replicas there were, and why. */
export function scalingSection(result: RunResult, chart: Html): Html | false {
  const scaling = scalingOf(result);
  if (scaling === null) return false;
  const notable = notableDecisions(scaling);
  const more = notable.length - MOST_ROWS;
  return html`<section id="scaling"><h2>Replicas</h2>
<p>${scaling.autoscaler}. Replicas: ${replicasSentence(scaling)}. Cold start: ${scaling.coldStart}.</p>
${chart}
${notable.length === 0 ? html`<p class="quiet">The autoscaler left the number of replicas as it was.</p>` : decisionTable(notable.slice(0, MOST_ROWS))}
${more > 0 && html`<p class="quiet">${plural(more, "more decision")}, in result.json.</p>`}
</section>`;
}

function decisionTable(decisions: ReturnType<typeof notableDecisions>): Html {
  return html`<div class="scroll"><table class="compact"><caption><span>Decisions that changed the number of replicas, or were kept from it</span></caption>
<thead><tr><th scope="col">after</th><th scope="col">by</th><th scope="col">metric and target</th><th scope="col" class="num">wanted</th><th scope="col">replicas</th><th scope="col">held back by</th></tr></thead>
<tbody>${decisions.map((decision) => {
    const { at, by, seen, recommended, change, why } = decisionParts(decision);
    return html`<tr><td>${at}</td><td>${by}</td><td>${seen.join("; ")}</td><td class="num">${recommended}</td><td>${change}</td><td>${why}</td></tr>
`;
  })}</tbody></table></div>`;
}
