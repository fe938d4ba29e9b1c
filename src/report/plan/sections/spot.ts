import { formatNumber, formatShare, formatSpan, plural } from "../../../core/format.ts";
import type { PlanFleet, PlanResult } from "../../../result/plan-result.ts";
import { facts } from "../../page/facts.ts";
import { type Html, html, prose, verbatim } from "../../page/markup.ts";
import { repeatCommand } from "../../page/repeat-command.ts";
import { moneyOf } from "../plan-words.ts";

/** The section of spot machines: how often they are taken away, what that does to the p99, and what a month then costs. */
export function spotSection(result: PlanResult): Html | false {
  const [fleet] = result.fleets;
  if (fleet === undefined || fleet.spot === null) return false;
  const { spot, peak } = fleet;
  const money = moneyOf(result);
  return html`<section id="spot"><h2>When spot machines are taken away</h2>
<div class="scroll"><table class="compact"><caption><span>Fleet A in the busiest hour, as long as nothing is taken away, and in the ${formatSpan(spot.windowMs)} that begin with the notice to all spot machines of a zone</span></caption>
<thead><tr><th scope="col">figure</th><th scope="col" class="num">without</th><th scope="col" class="num">with a preemption</th></tr></thead>
<tbody><tr><th scope="row">replicas that serve</th><td class="num">${fleet.replicas}</td><td class="num">${fleet.replicas - spot.lostAtOnce} at first</td></tr>
<tr><th scope="row">p99</th><td class="num">${formatNumber(fleet.p99Ms)} ms<span class="under">${rangeWords(peak.p99Ms.low, peak.p99Ms.high)}</span></td><td class="num">${spot.p99MsDuringFallback === null ? "too many fail" : html`${formatNumber(spot.p99MsDuringFallback)} ms<span class="under">${rangeWords(spot.p99LowMs, spot.p99HighMs)}</span>`}</td></tr>
</tbody></table></div>
${facts([
  ["fallback", fleet.settings.fallback],
  [
    "preemptions",
    `${plural(spot.zones, "zone")} ${spot.zones === 1 ? "takes" : "take"} machines away ${formatNumber(spot.preemptionsPerMonth)} times a month on average${monthsWords(spot.preemptionsRange, (count) => formatNumber(count))}`,
  ],
  ["replicas missing", `${formatShare(spot.missingShare, 1)} of the time`],
  [
    "on-demand machines stand in",
    spot.fallbackShare === 0 ? null : `${formatShare(spot.fallbackShare, 1)} of the time`,
  ],
  ["out of objective by that", missedWords(spot, result.errorBudget.minutesPerMonth)],
  ["cost of a month", costWords(spot, money)],
  ["machines come and go", html`${prose(spot.note)}. The times up and down: ${spot.source}.`],
])}
${
  spot.command.length > 0 &&
  html`<p>The preemption again:</p><pre><code>${verbatim(repeatCommand({ command: spot.command }))}</code></pre>`
}
</section>`;
}

type Spot = NonNullable<PlanFleet["spot"]>;

function rangeWords(low: number | null, high: number | null): string {
  return low === null || high === null ? "" : `${formatNumber(low)} to ${formatNumber(high)}`;
}

function monthsWords(range: Spot["preemptionsRange"], words: (value: number) => string): string {
  return range === null ? "" : `; ${words(range.low)} to ${words(range.high)} in 95 % of months`;
}

function missedWords({ missedMinutesPerMonth, missedMinutesHigh }: Spot, allowed: number): string {
  const mean = formatNumber(missedMinutesPerMonth);
  const high = formatNumber(missedMinutesHigh);
  const most = missedMinutesHigh === null || high === mean ? "" : `, at most ${high} by 95 %`;
  return `${mean} minutes a month on average${most}; ${formatNumber(allowed)} are allowed`;
}

function costWords(
  { costPerMonth, costRange }: Spot,
  money: (amount: number | null) => string,
): string | null {
  if (costPerMonth === null) return null;
  const { base, spot, fallback } = costPerMonth;
  const parts = [
    ...(base === 0 ? [] : [`${money(base)} for machines that stay`]),
    `${money(spot)} for spot machines`,
    ...(fallback === 0 ? [] : [`${money(fallback)} for on-demand machines in their place`]),
  ];
  return `${parts.join(", ")}${monthsWords(costRange, money)}`;
}
