import {
  formatCount,
  formatNumber,
  formatPrice,
  formatRate,
  formatShare,
  formatSpan,
  formatTime,
} from "../../../core/format.ts";
import type { PlanResult } from "../../../result/plan-result.ts";
import { facts } from "../../page/facts.ts";
import { type Html, html, verbatim } from "../../page/markup.ts";
import { repeatCommand } from "../../page/repeat-command.ts";

/** The section of provenance: all that another person needs to plan this again, or to doubt it. */
export function planProvenanceSection(result: PlanResult): Html {
  const { demand, search, window, errorBudget, machines } = result;
  return html`<section id="provenance"><h2>How it was planned</h2>
<h3>Plan it again</h3>
<pre><code>${verbatim(repeatCommand(result))}</code></pre>
<div><h3>Machine types</h3><div class="scroll"><table class="by-name"><thead><tr><th scope="col">machine</th><th scope="col">price of an hour</th><th scope="col">service time</th></tr></thead>
<tbody>${machines.map(machineRow)}</tbody></table></div></div>
<div><h3>Demand</h3>${facts([
    ["Source", `${demand.source}${demand.file === null ? "" : `, ${demand.file}`}`],
    ["sha256", demand.sha256],
    ["Mean", formatRate(demand.meanPerSec)],
    ["Busiest hour", formatRate(demand.busiestPerSec)],
    ["Growth", demand.growth === 0 ? "none" : `${formatNumber(100 * demand.growth)} %`],
    ["Requests a month", formatCount(demand.requestsPerMonth)],
    ["Within an hour", demand.traffic],
    ["Items a request", demand.itemsPerRequest],
    ...demand.notes.map((note) => ["Note", note] as const),
  ])}</div>
<div><h3>Simulation</h3>${facts([
    [
      "Of each hour",
      `${formatSpan(window.measureMs)}, after ${formatSpan(window.warmupMs)} that do not count; ${window.note}`,
    ],
    ["Seeds", result.seeds.join(", ")],
    [
      "Error budget",
      `${formatShare(errorBudget.share, 1)}: ${formatNumber(errorBudget.minutesPerMonth)} minutes a month`,
    ],
    ["Search", search.note],
    ["Took", `${formatSpan(search.spentMs)} for ${formatCount(search.simulatedRequests)} requests`],
    ["Began", formatTime(result.startedAt)],
    ["Plimsoll", result.plimsollVersion],
  ])}</div>
</section>`;
}

function machineRow({ name, price, service, gpu, gpuCount }: PlanResult["machines"][number]): Html {
  const gpus = gpu === null ? "" : `${gpuCount === null || gpuCount === 1 ? "" : `${gpuCount} × `}${gpu}`;
  const scaled =
    service.scaledBy === null ? "" : `, taken to be ${formatNumber(service.scaledBy)} times as long`;
  return html`<tr><th scope="row">${name}${gpus !== "" && html`<span class="under">${gpus}</span>`}</th><td>${formatPrice(price.pricePerHour, price.currency)} ${price.kind}<span class="under">${price.source}${price.stale !== null && `; ${price.stale}`}</span></td><td>${service.words}${scaled}<span class="under">${service.origin}: ${service.note}</span></td></tr>
`;
}
