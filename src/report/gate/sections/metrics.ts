import { formatShare } from "../../../core/format.ts";
import { boundsWords, sizeWords, toleratedWords, worseningWords } from "../../../gate/words.ts";
import type { GateMetricResult, GateResult } from "../../../result/gate-result.ts";
import { UNITS, type Unit } from "../../../result/units.ts";
import { mark } from "../../page/mark.ts";
import { type Html, html } from "../../page/markup.ts";

const HOLDS: Readonly<Record<GateMetricResult["answer"], boolean | null>> = {
  pass: true,
  fail: false,
  inconclusive: null,
  error: null,
};

/** The table of metrics: what was found of each, how sure it is, and what could have been found. */
export function gateMetricsSection({ metrics, confirmation }: GateResult): Html {
  return html`<section id="metrics"><h2>Metrics</h2>
<div class="scroll"><table>
<thead><tr><th>metric</th><th class="num">baseline</th><th class="num">candidate</th><th>change</th><th>noise</th><th>answer</th></tr></thead>
<tbody>${metrics.map(row)}</tbody>
</table></div>
${
  confirmation !== null &&
  html`<h3>Confirmation</h3><p>${confirmation.pairs} fresh pairs: ${confirmation.metrics.map(({ sentence }) => sentence).join("; ")}.</p>`
}
</section>`;
}

function row(metric: GateMetricResult): Html {
  const value = (one: number | null) =>
    one === null ? "none" : UNITS[metric.unit as Unit].format(one, "USD");
  const { answer, worsening, note, noise, detectable, lowError, highError } = metric;
  const hasBounds = metric.low !== null || metric.high !== null;
  return html`<tr><th>${metric.title}<span class="under">${toleratedWords(metric)}</span></th>
<td class="num">${value(metric.baseline)}</td><td class="num">${value(metric.candidate)}</td>
<td>${worsening === null ? "no data" : worseningWords(metric, worsening)}<span class="under">${boundsWords(metric)}${hasBounds && `; errors ${formatShare(lowError, 1)} and ${formatShare(highError, 1)}`}</span></td>
<td>${noise === null ? "not known" : sizeWords(metric, noise)}${detectable !== null && html`<span class="under">finds ${sizeWords(metric, detectable)} worse</span>`}</td>
<td>${mark(HOLDS[answer], answer)}${note !== null && html`<span class="under">${note}</span>`}</td></tr>
`;
}
