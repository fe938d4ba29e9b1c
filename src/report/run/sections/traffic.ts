import { arrivalProcess } from "../../../arrivals/index.ts";
import { ABSENT, formatCorrelation, formatCount, formatNumber, formatRate } from "../../../core/format.ts";
import type { BurstMetrics } from "../../../result/burst.ts";
import type { RunResult } from "../../../result/run-result.ts";
import { busyWords, hurstWords } from "../../burst-words.ts";
import { type Html, html } from "../../page/markup.ts";
import { SESSIONS_NOTE } from "../sessions-note.ts";

/** The section of the traffic, planned against sent: whether the planned bursts did happen. */
export function trafficSection(result: RunResult, charts: readonly Html[]): Html {
  const { planned, sent } = result.burst;
  const row = (title: string, under: string, pick: (metrics: BurstMetrics) => string) =>
    html`<tr><th scope="row">${title}<span class="under">${under}</span></th><td class="num">${pick(planned)}</td><td class="num">${pick(sent)}</td></tr>
`;
  const { load } = result.scenario;
  if (load.kind === "closed")
    return html`<section id="traffic"><h2>Traffic</h2>
<p>Nothing was planned: ${result.load.arrivals}.</p>
</section>`;
  return html`<section id="traffic"><h2>Traffic</h2>
<p><strong>${load.arrivals.kind}</strong>: ${arrivalProcess(load.arrivals).title}. Here: ${result.load.arrivals}.</p>
${result.load.kind === "sessions" && html`<p>${SESSIONS_NOTE}</p>`}
${result.load.notes.length > 0 && html`<ul class="notices">${result.load.notes.map((note) => html`<li>${note}.</li>`)}</ul>`}
${charts}
<div class="scroll"><table class="compact"><caption><span>Arrivals of the measured part</span></caption>
<thead><tr><th scope="col"></th><th scope="col" class="num">planned</th><th scope="col" class="num">sent</th></tr></thead>
<tbody>
${row("Arrivals", "", (m) => formatCount(m.arrivals))}
${row("Mean rate", "", (m) => formatRate(m.ratePerSec))}
${row("CV of the gaps", "1 = Poisson", (m) => formatNumber(m.interArrivalCv))}
${row("Lag-1 correlation", "0 = gaps know nothing of each other", (m) => formatCorrelation(m.lag1Autocorrelation))}
${row("Time above twice the mean", "share of the 1 s windows; what Poisson arrivals of this rate have", busyWords)}
${row("Apparent Hurst exponent", "of what exceeds Poisson; 0.5 = no memory; a trend raises it too", hurstWords)}
</tbody></table></div>
${hurstNote(planned, sent)}
${windowTable(planned, sent)}
</section>`;
}

/** The note that says why a Hurst exponent is absent; empty where both are known. */
function hurstNote(planned: BurstMetrics, sent: BurstMetrics): Html {
  const reason = planned.apparentHurstAbsent ?? sent.apparentHurstAbsent;
  return reason === null ? html`` : html`<p class="quiet">Hurst exponent ${ABSENT}: ${reason}.</p>`;
}

function windowTable(planned: BurstMetrics, sent: BurstMetrics): Html {
  const lengths = [...new Set([...Object.keys(planned.windows), ...Object.keys(sent.windows)])].sort(
    (a, b) => Number(a) - Number(b),
  );
  if (lengths.length === 0) return html`<p class="quiet">The run was too short for any window of counts.</p>`;
  return html`<div class="scroll"><table class="compact"><caption><span>Counts per window; — below 30 windows</span></caption>
<thead><tr><th scope="col" rowspan="2">window</th><th scope="col" rowspan="2" class="num">windows</th><th scope="colgroup" colspan="2" class="num">IDC</th><th scope="colgroup" colspan="2" class="num">peak ÷ mean</th></tr>
<tr><th scope="col" class="num">planned</th><th scope="col" class="num">sent</th><th scope="col" class="num">planned</th><th scope="col" class="num">sent</th></tr></thead>
<tbody>${lengths.map((sec) => {
    const plan = planned.windows[sec];
    const real = sent.windows[sec];
    return html`<tr><th scope="row">${sec} s</th><td class="num">${formatCount(plan?.count ?? real?.count ?? 0)}</td><td class="num">${formatNumber(plan?.idc ?? null)}</td><td class="num">${formatNumber(real?.idc ?? null)}</td><td class="num">${formatNumber(plan?.peakToMean ?? null)}</td><td class="num">${formatNumber(real?.peakToMean ?? null)}</td></tr>
`;
  })}</tbody></table></div>`;
}
