import { ABSENT, formatCount, formatNumber, percentileLabel } from "../../../core/format.ts";
import type { Figure } from "../../../result/figure.ts";
import {
  LATENCIES,
  LATENCY_KEYS,
  LATENCY_STATISTICS,
  type LatencyKey,
  latencyFigure,
} from "../../../result/latency-figures.ts";
import type { RunResult } from "../../../result/run-result.ts";
import { UNITS } from "../../../result/units.ts";
import { type Html, html } from "../../page/markup.ts";
import { absentReasons } from "../absent-reasons.ts";
import { howSure } from "./how-sure.ts";
import { levelsTable } from "./levels.ts";

export function latencySection(result: RunResult, chart: Html): Html {
  return html`<section id="latency"><h2>Latency</h2>
${chart}
<div class="scroll"><table class="percentiles"><caption><span>Milliseconds, over the ok requests of the measured part</span></caption>
<thead><tr><th scope="col">time</th>${LATENCY_STATISTICS.map((key) => html`<th scope="col" class="num">${percentileLabel(key)}</th>`)}<th scope="col" class="num">requests</th></tr></thead>
<tbody>${LATENCY_KEYS.map((latency) => latencyRow(result, latency))}</tbody></table></div>
${absences(result)}
${levelsTable(result)}
${howSure(result)}
</section>`;
}

function latencyRow(result: RunResult, latency: LatencyKey): Html | false {
  const summary = result.latencyMs[latency];
  if (summary === null) return false;
  const { title, doc } = LATENCIES[latency];
  const head = title.charAt(0).toUpperCase() + title.slice(1);
  return html`<tr><th scope="row">${head}<span class="under">${doc}</span></th>${LATENCY_STATISTICS.map(
    (statistic) => latencyCell(result, latencyFigure(latency, statistic)),
  )}<td class="num">${formatCount(summary.count)}</td></tr>
`;
}

/** A cell with a latency in ms; its tooltip tells what it is, with its unit, or why there is none. */
function latencyCell(result: RunResult, figure: Figure): Html {
  const value = figure.read(result);
  const told = value === null ? figure.absent?.(result) : `${figure.words}: ${UNITS.ms.format(value)}`;
  const tooltip = told != null && html` title="${told}"`;
  return html`<td class="num"${tooltip}>${value === null ? ABSENT : formatNumber(value)}</td>`;
}

function absences(result: RunResult): Html | false {
  const reasons = absentReasons(result);
  return (
    reasons.length > 0 &&
    html`<div class="footnote"><p>${ABSENT} stands where there were too few requests to say:</p><ul>${reasons.map((reason) => html`<li>${reason}</li>`)}</ul></div>`
  );
}
