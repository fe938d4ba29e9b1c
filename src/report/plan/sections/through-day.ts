import { ABSENT, formatCount, formatNumber, formatRate } from "../../../core/format.ts";
import { isKept } from "../../../planning/hours/cheapest-way.ts";
import { savingWords, WAY_WORDS } from "../../../planning/hours/way-words.ts";
import type { PlanFleet, PlanResult } from "../../../result/plan-result.ts";
import { mark } from "../../page/mark.ts";
import { type Html, html, prose, verbatim } from "../../page/markup.ts";
import { fleetLetter, minutesOutWords, moneyOf } from "../plan-words.ts";

type FleetWay = PlanFleet["throughDay"][number];

/** The most decisions of an autoscaler that a page shows. */
const MOST_DECISIONS = 24;

/** The section of replicas that change through the day: what each way costs, what it misses, and what was decided. */
export function throughDaySection(result: PlanResult, chart: Html): Html | false {
  const fleets = result.fleets.filter(({ throughDay }) => throughDay.length > 0);
  if (fleets.length === 0) return false;
  const [best] = fleets;
  return html`<section id="through-day"><h2>Replicas through the day</h2>
${chart}
<div class="scroll"><table class="by-name"><caption><span>What a month costs, by what orders the replicas, and how much less that is than the same number all day; p99, missed minutes and simulated hours where the whole day was simulated</span></caption>
<thead><tr><th scope="col">fleet</th><th scope="col" class="num">a month</th><th scope="col" class="num">per million</th><th scope="col" class="num">replica hours</th><th scope="col" class="num">worst p99</th><th scope="col" class="num">missed</th><th scope="col">kept</th></tr></thead>
<tbody>${result.fleets.flatMap((fleet, index) => fleet.throughDay.map((way) => rowOf(result, way, `${fleetLetter(index)}: ${fleet.machine}, ${WAY_WORDS[way.way]}`)))}</tbody></table></div>
<ul>${best?.throughDay.map((way) => html`<li>${prose(WAY_WORDS[way.way])}: ${way.way === "by hour" ? (way.manifest ?? "no manifest") : way.words}. ${prose(way.note)}.</li>`)}</ul>
${best?.throughDay.map(triedTable)}
${best?.throughDay.map(decisionsTable)}
${best?.throughDay.map(repeated)}
</section>`;
}

function rowOf(result: PlanResult, way: FleetWay, name: string): Html {
  const money = moneyOf(result);
  const { day } = way;
  const [worst] = day?.worstHours ?? [];
  const out = day?.outOfObjective ?? null;
  const hours = day?.replicaHoursPerDay.mean ?? null;
  return html`<tr><th scope="row">${name}</th><td class="num">${money(way.costPerMonth)}<span class="under">${way.way === "fixed" ? "" : savingWords(way)}</span></td><td class="num">${money(way.costPerMillionRequests)}</td><td class="num">${formatNumber(way.replicaHoursPerDay)}<span class="under">${way.way !== "by hour" || hours === null ? "" : `${formatNumber(hours)} simulated`}</span></td><td class="num">${worst === undefined ? ABSENT : `${formatNumber(worst.p99Ms.mean)} ms`}<span class="under">${worst === undefined ? "" : `hour ${worst.hour}`}</span></td><td class="num">${out === null ? ABSENT : minutesOutWords(out)}<span class="under">${out === null ? "" : `of ${formatNumber(out.budgetMinutes)} allowed`}</span></td><td>${mark(isKept(way))}</td></tr>
`;
}

function triedTable({ tried }: FleetWay): Html | false {
  if (tried.length === 0) return false;
  return html`<div class="scroll"><table class="compact"><caption><span>Targets of the HPA that were tried, each over a day under the first seed</span></caption>
<thead><tr><th scope="col" class="num">requests per second a replica</th><th scope="col" class="num">replica hours</th><th scope="col" class="num">minutes missed</th><th scope="col">kept</th></tr></thead>
<tbody>${tried.map(
    ({ targetPerSec, replicaHoursPerDay, missedMinutes, isKept: kept }) =>
      html`<tr><td class="num">${formatRate(targetPerSec)}</td><td class="num">${formatNumber(replicaHoursPerDay)}</td><td class="num">${formatCount(missedMinutes)}</td><td>${mark(kept)}</td></tr>
`,
  )}</tbody></table></div>`;
}

function decisionsTable({ way, day }: FleetWay): Html | false {
  // What the hour orders stands in the schedule: its decisions would name every trigger again.
  if (way !== "autoscaled" || day === null || day.decisions.length === 0) return false;
  const shown = day.decisions.slice(0, MOST_DECISIONS);
  const more = day.decisions.length + day.omittedDecisions - shown.length;
  return html`<div class="scroll"><table class="compact"><caption><span>${WAY_WORDS[way]}: decisions that changed the number of replicas, under seed ${day.seeds[0]}${more === 0 ? "" : `; ${formatCount(more)} more follow`}</span></caption>
<thead><tr><th scope="col" class="num">at</th><th scope="col">by</th><th scope="col" class="num">from</th><th scope="col" class="num">to</th><th scope="col">what was seen</th></tr></thead>
<tbody>${shown.map(
    ({ atMs, by, current, desired, metrics, heldBackBy }) =>
      html`<tr><td class="num">${clockOf(atMs)}</td><td>${by}</td><td class="num">${current}</td><td class="num">${desired}</td><td>${metrics.map(({ name, value, target }) => `${name} ${value === null ? ABSENT : formatNumber(value)} against ${formatNumber(target)}`).join("; ")}${heldBackBy.length > 0 && html`<span class="under">${heldBackBy.join("; ")}</span>`}</td></tr>
`,
  )}</tbody></table></div>`;
}

function repeated({ way, day }: FleetWay): Html | false {
  if (day === null) return false;
  return html`<p>The day again, ${WAY_WORDS[way]}:</p><pre><code>${verbatim(day.command.join(" "))}</code></pre>`;
}

/** A moment of the day: 07:58:15. */
function clockOf(atMs: number): string {
  const seconds = Math.floor(atMs / 1000);
  return [seconds / 3600, (seconds / 60) % 60, seconds % 60]
    .map((part) => String(Math.floor(part)).padStart(2, "0"))
    .join(":");
}
