import { formatNumber } from "../../../core/format.ts";
import type { PlanResult } from "../../../result/plan-result.ts";
import { mark } from "../../page/mark.ts";
import { type Html, html } from "../../page/markup.ts";
import { moneyOf } from "../plan-words.ts";

/** The section of sensitivity: what a change of price, demand or service time does to the cheapest fleet, and what would then be needed. */
export function sensitivitySection(result: PlanResult): Html | false {
  const rows = result.fleets[0]?.sensitivity ?? [];
  if (rows.length === 0) return false;
  const money = moneyOf(result);
  return html`<section id="sensitivity"><h2>If it is otherwise</h2>
<div class="scroll"><table class="compact"><caption><span>Fleet A, each change simulated by itself</span></caption>
<thead><tr><th scope="col">change</th><th scope="col" class="num">p99 unchanged</th><th scope="col">unchanged, fleet A</th><th scope="col" class="num">replicas needed</th><th scope="col" class="num">a month then</th></tr></thead>
<tbody>${rows.map(
    ({ what, change, p99Ms, holds, replicas, costPerMonth }) =>
      html`<tr><th scope="row">${what} ${change < 0 ? "−" : "+"}${formatNumber(Math.abs(100 * change), 2)} %</th><td class="num">${p99Ms === null ? "—" : `${formatNumber(p99Ms)} ms`}</td><td>${mark(holds)}</td><td class="num">${replicas === null ? "more than were tried" : replicas}</td><td class="num">${money(costPerMonth)}</td></tr>
`,
  )}</tbody></table></div>
</section>`;
}
