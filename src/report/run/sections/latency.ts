import { ABSENT, formatCount, formatNumber, percentileLabel } from "../../../core/format.ts";
import type { LatencySummary } from "../../../result/latency.ts";
import type { RunResult } from "../../../result/run-result.ts";
import { PERCENTILES } from "../../../scenario/slo.ts";
import { type Html, html } from "../../page/markup.ts";
import { absentReasons } from "../absent-reasons.ts";
import { howSure } from "./how-sure.ts";

const COLUMNS = [...(Object.keys(PERCENTILES) as (keyof typeof PERCENTILES)[]), "max", "mean"] as const;
const ROWS = [
  ["response", "Response", "done − intended: what a user waited"],
  ["service", "Service", "done − sent: what the server took"],
  ["sendLag", "Send lag", "sent − intended: lateness of the generator"],
  ["ttft", "TTFT", "first text − intended"],
  ["ttftFromSent", "TTFT from sent", "first text − sent"],
  ["tpot", "TPOT", "(last − first text) ÷ (output tokens − 1)"],
  ["chunkGap", "Chunk gap", "between pieces of text: not tokens; counted are gaps"],
] as const;

export function latencySection(result: RunResult, chart: Html): Html {
  return html`<section id="latency"><h2>Latency</h2>
${chart}
<div class="scroll"><table class="percentiles"><caption><span>Milliseconds, over the ok requests of the measured part</span></caption>
<thead><tr><th scope="col">time</th>${COLUMNS.map((key) => html`<th scope="col" class="num">${percentileLabel(key)}</th>`)}<th scope="col" class="num">requests</th></tr></thead>
<tbody>${ROWS.map(([key, title, meaning]) => latencyRow(result.latencyMs[key], title, meaning))}</tbody></table></div>
${absences(result)}
${howSure(result)}
</section>`;
}

function latencyRow(summary: LatencySummary | null, title: string, meaning: string): Html | false {
  if (summary === null) return false;
  return html`<tr><th scope="row">${title}<span class="under">${meaning}</span></th>${COLUMNS.map((key) => {
    const reason = summary.absent[key];
    return summary[key] === null
      ? html`<td class="num"${reason !== undefined && html` title="${reason}"`}>${ABSENT}</td>`
      : html`<td class="num">${formatNumber(summary[key])}</td>`;
  })}<td class="num">${formatCount(summary.count)}</td></tr>
`;
}

function absences(result: RunResult): Html | false {
  const reasons = absentReasons(result);
  return (
    reasons.length > 0 &&
    html`<div class="footnote"><p>${ABSENT} stands where there were too few requests to say:</p><ul>${reasons.map((reason) => html`<li>${reason}</li>`)}</ul></div>`
  );
}
