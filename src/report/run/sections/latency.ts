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
import { SPOILED_SIGN } from "../../spoiled-sign.ts";
import { absentReasons } from "../absent-reasons.ts";
import { spoiledOf, spoiledSentence } from "../spoiled-figures.ts";
import { survivorsSentence } from "../survivors-sentence.ts";
import { howSure } from "./how-sure.ts";
import { levelsTable } from "./levels.ts";

/** The section of latencies; figures that lateness spoils, and times of survivors, are said to be so. */
export function latencySection(result: RunResult, chart: Html): Html {
  const [spoiled, survivors] = [spoiledSentence(result), survivorsSentence(result)];
  return html`<section id="latency"><h2>Latency</h2>
${chart}
<div class="scroll"><table class="percentiles"><caption><span>Milliseconds, over the ok requests of the measured part</span></caption>
<thead><tr><th scope="col">time</th>${LATENCY_STATISTICS.map((key) => html`<th scope="col" class="num">${percentileLabel(key)}</th>`)}<th scope="col" class="num">requests</th></tr></thead>
<tbody>${LATENCY_KEYS.map((latency) => latencyRow(result, latency))}</tbody></table></div>
${spoiled !== null && html`<p class="footnote">${SPOILED_SIGN} ${spoiled}.</p>`}
${survivors !== null && html`<p class="footnote">Times ${survivors}.</p>`}
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
    (statistic) =>
      latencyCell(result, latencyFigure(latency, statistic), spoiledOf(result, latency)[statistic]),
  )}<td class="num">${formatCount(summary.count)}</td></tr>
`;
}

/** A cell with a latency in ms; its tooltip tells what it is, with its unit, what lateness spoils of it, or why there is none. */
function latencyCell(result: RunResult, figure: Figure, spoiledMs: number | undefined): Html {
  const value = figure.read(result);
  const spoiled =
    spoiledMs === undefined ? "" : `, of which ${UNITS.ms.format(spoiledMs)} are lateness of the generator`;
  const told =
    value === null ? figure.absent?.(result) : `${figure.words}: ${UNITS.ms.format(value)}${spoiled}`;
  const tooltip = told != null && html` title="${told}"`;
  const sign = spoiledMs === undefined ? "" : SPOILED_SIGN;
  return html`<td class="num"${tooltip}>${value === null ? ABSENT : formatNumber(value) + sign}</td>`;
}

function absences(result: RunResult): Html | false {
  const reasons = absentReasons(result);
  return (
    reasons.length > 0 &&
    html`<div class="footnote"><p>${ABSENT} stands where there were too few requests to say:</p><ul>${reasons.map((reason) => html`<li>${reason}</li>`)}</ul></div>`
  );
}
