import { ABSENT, formatCount, formatMs, formatNumber } from "../../../core/format.ts";
import type { RunResult } from "../../../result/run-result.ts";
import type { ServerStatistics } from "../../../result/server-statistics.ts";
import { type Html, html } from "../../page/markup.ts";
import { serverLoadNote } from "../server-load-note.ts";

/** The section of the time of a request inside the server, as the server reports it. */
export function insideSection(result: RunResult): Html | false {
  const { serverStatistics: inside, serverStatisticsAbsent: absent } = result;
  if (inside === null && absent === null) return false;
  return html`<section id="inside"><h2>Inside the server</h2>
${inside === null ? html`<p class="quiet">Not known: ${absent}</p>` : told(inside)}
</section>`;
}

const PARTS = [
  ["queueMs", "Queue", "until its run of the model began"],
  ["computeInputMs", "Input", "its inputs put in place"],
  ["computeInferMs", "Model", "the run of the model, all of it for each request of a batch"],
  ["computeOutputMs", "Output", "its outputs taken out"],
] as const;

function told(inside: ServerStatistics): Html {
  const { requests, failed, executions, meanBatch } = inside;
  const note = serverLoadNote(inside);
  const batch = meanBatch === null ? ABSENT : formatNumber(meanBatch);
  return html`<div class="scroll"><table class="compact"><caption><span>By its own statistics over the measured part: ${formatCount(requests)} requests answered well, ${formatCount(failed)} failed, ${formatCount(executions)} runs of the model with ${batch} items on average</span></caption>
<thead><tr><th scope="col">time of a request</th><th scope="col" class="num">mean</th></tr></thead>
<tbody>${PARTS.map(
    ([key, title, meaning]) =>
      html`<tr><th scope="row">${title}<span class="under">${meaning}</span></th><td class="num">${formatMs(inside[key])}</td></tr>
`,
  )}</tbody></table></div>
${note !== null && html`<p class="quiet">${note}</p>`}`;
}
