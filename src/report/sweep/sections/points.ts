import { formatMoney, formatNumber, formatShare } from "../../../core/format.ts";
import type { PointSummary, SweepResult } from "../../../result/sweep-result.ts";
import { type Html, html } from "../../page/markup.ts";
import { holdsMark } from "../holds-mark.ts";
import { latencyWords, spoiledLegend } from "../latency-words.ts";
import { inGridOrder } from "../points.ts";

/** The section of all measured points, in the order of the grid. */
export function pointsSection(result: SweepResult): Html {
  const { axes, points, price } = result;
  if (points.length === 0)
    return html`<section id="points"><h2>All points</h2><p class="quiet">No point was measured.</p></section>`;
  const legend = spoiledLegend(points, ["p50", "p95", "p99"]);
  return html`<section id="points"><h2>All points</h2>
<div class="scroll"><table class="points"><caption><span>Latencies, failures and objectives over the requests of all valid runs of a point, a failed one infinitely slow; rates and costs are medians of its runs. A point that was measured again has the figures of those runs alone. Latencies in ms, costs per million inferences in ${price.currency}. Every run is in points.csv</span></caption>
<thead><tr>${axes.map(({ title }) => html`<th scope="col">${title}</th>`)}<th scope="col" class="num">inferences/s</th><th scope="col" class="num">p50</th><th scope="col" class="num">p95</th><th scope="col" class="num">p99</th><th scope="col" class="num">failed</th><th scope="col" class="num">cost</th><th scope="col" class="num">mean batch</th><th scope="col">objectives</th></tr></thead>
<tbody>${inGridOrder(result, points, ({ point }) => point).map((summary) => pointRow(result, summary))}</tbody></table></div>
${legend !== null && html`<p class="quiet">${legend}.</p>`}
</section>`;
}

function pointRow(result: SweepResult, summary: PointSummary): Html {
  const { point, inferencesPerSec, failedShare, costPerMillionInferences, meanBatch, state, confirmed } =
    summary;
  const latency = (key: "p50" | "p95" | "p99") => latencyWords(summary, key, formatNumber);
  return html`<tr>${result.axes.map(({ name }) => html`<td>${point[name]}</td>`)}<td class="num">${formatNumber(inferencesPerSec)}</td><td class="num">${latency("p50")}</td><td class="num">${latency("p95")}</td><td class="num">${latency("p99")}</td><td class="num">${failedShare === null ? formatNumber(null) : formatShare(failedShare, 1)}</td><td class="num">${formatMoney(costPerMillionInferences, result.price.currency)}</td><td class="num">${formatNumber(meanBatch)}</td><td>${holdsMark(result, summary)}${state === "probed" && html` <span class="quiet">probed</span>`}${confirmed > 0 && html` <span class="quiet">measured again</span>`}</td></tr>
`;
}
