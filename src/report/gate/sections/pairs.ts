import { linesWords, worseningWords } from "../../../gate/words.ts";
import type { GatePairResult, GateResult } from "../../../result/gate-result.ts";
import { type Html, html } from "../../page/markup.ts";

/** The table of pairs, each with what it says of every metric, or why it is missing. */
export function gatePairsSection({ pairs, metrics, baseline, search }: GateResult): Html {
  if (pairs.length === 0) return html``;
  return html`<section id="pairs"><h2>Pairs</h2>
<div class="scroll"><table class="points">
<thead><tr><th>pair</th><th>first</th>${metrics.map(({ title }) => html`<th>${title}</th>`)}<th></th></tr></thead>
<tbody>${pairs.map((pair) => row(pair, metrics))}</tbody>
</table></div>
<p class="footnote">${
    baseline.by === "results"
      ? "Each row is a run of the candidate, beside the median of the stored runs. Each run is in the folder points/."
      : search !== null
        ? "Both searches of a pair began at the same rate, with the same requests at each; the order changes from pair to pair, so that a drift of the machine falls on both sides. Below each change are the rates between which the two lines lie. Each probe is in the folder points/."
        : "Both runs of a pair got the same requests; the order changes from pair to pair, so that a drift of the machine falls on both sides. Each run is in the folder points/."
  }</p>
</section>`;
}

function row(result: GatePairResult, metrics: GateResult["metrics"]): Html {
  const { pair, stage, first, missing, worsening } = result;
  const cells = metrics.map((metric) => {
    const one = worsening[metric.figure] ?? null;
    const lines = linesWords(result, metric.figure);
    return html`<td>${one === null ? "none" : worseningWords(metric, one)}${lines !== null && html`<span class="under">${lines}</span>`}</td>`;
  });
  return html`<tr><th>${stage === "gate" ? pair : `again ${pair}`}</th><td>${first}</td>${cells}<td>${missing === null ? "" : `missing: ${missing}`}</td></tr>
`;
}
