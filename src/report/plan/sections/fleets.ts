import { ABSENT, formatNumber, formatRate, formatShare } from "../../../core/format.ts";
import { machinesOf } from "../../../planning/machines-of.ts";
import type { PlanResult } from "../../../result/plan-result.ts";
import { mark } from "../../page/mark.ts";
import { type Html, html } from "../../page/markup.ts";
import { fleetLetter, moneyOf, settingsOf } from "../plan-words.ts";

/** The section of the fleets that keep the objectives: what each costs, and what it costs for. */
export function fleetsSection(result: PlanResult, chart: Html): Html {
  const money = moneyOf(result);
  const [cheapest] = result.fleets;
  const isShared = ([name, words]: Setting) =>
    result.fleets.every((fleet) => settingsOf(fleet).some((one) => one[0] === name && one[1] === words));
  const shared = cheapest === undefined ? [] : settingsOf(cheapest).filter(isShared);
  return html`<section id="fleets"><h2>Fleets, cheapest first</h2>
<div class="scroll"><table class="by-name"><caption><span>Each keeps the objectives in simulation under the same requests; fleets.csv has them with all settings.</span></caption>
<thead><tr><th scope="col">fleet</th><th scope="col" class="num">a month</th><th scope="col" class="num">per million</th><th scope="col" class="num">p99 in the busiest hour</th><th scope="col" class="num">load line</th><th scope="col" class="num">used</th><th scope="col">objectives</th></tr></thead>
<tbody>${result.fleets.map(
    (fleet, index) =>
      html`<tr><th scope="row">${fleetLetter(index)}: ${machinesOf(fleet)}<span class="under">${settingsWords(settingsOf(fleet).filter((one) => !isShared(one)))}</span></th><td class="num">${money(fleet.costPerMonth)}</td><td class="num">${money(fleet.costPerMillionRequests)}</td><td class="num">${formatNumber(fleet.p99Ms)} ms<span class="under">${intervalOf(fleet)}</span></td><td class="num">${formatRate(fleet.loadLine.holdsPerSec)}</td><td class="num">${fleet.utilisation.effective === null ? ABSENT : formatShare(Math.min(1, fleet.utilisation.effective), 1)}</td><td>${mark(fleet.keepsObjectives)}${fleet.withinBudget === false && html`<span class="under">over budget</span>`}</td></tr>
`,
  )}</tbody></table></div>
${result.fleets.length > 1 && shared.length > 0 && html`<p class="quiet">All of them: ${settingsWords(shared)}.</p>`}
${chart}
${cheapest !== undefined && partsTable(cheapest, money)}
</section>`;
}

type Setting = ReturnType<typeof settingsOf>[number];

function settingsWords(settings: readonly Setting[]): string {
  return settings.map(([name, words]) => `${name}: ${words}`).join("; ");
}

function intervalOf({ peak }: PlanResult["fleets"][number]): string {
  const { low, high } = peak.p99Ms;
  return low === null || high === null ? "" : `${formatNumber(low)} to ${formatNumber(high)}`;
}

function partsTable({ cost }: PlanResult["fleets"][number], money: (amount: number | null) => string): Html {
  return html`<div class="scroll"><table class="compact"><caption><span>What a month of fleet A is paid for</span></caption>
<thead><tr><th scope="col">part</th><th scope="col" class="num">a month</th><th scope="col">kind</th><th scope="col">worked out from</th></tr></thead>
<tbody>${cost.parts.map(
    ({ name, perMonth, kind, note }) =>
      html`<tr><th scope="row">${name}</th><td class="num">${money(perMonth)}</td><td>${kind}</td><td>${note}</td></tr>
`,
  )}</tbody></table></div>`;
}
