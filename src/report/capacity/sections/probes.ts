import { ABSENT, formatMs, formatRate, formatShare, formatSpan } from "../../../core/format.ts";
import type { CapacityProbe, CapacityResult } from "../../../result/capacity-result.ts";
import { mark } from "../../page/mark.ts";
import { type Html, html } from "../../page/markup.ts";
import { answerWords, boundsWords, keptShares } from "../probe-words.ts";

/** The section of probes: each run of the search, by its rate. */
export function probesSection({ probes, search }: CapacityResult): Html {
  const sorted = probes.toSorted((one, other) => one.ratePerSec - other.ratePerSec || one.take - other.take);
  return html`<section id="probes"><h2>Probes</h2>
${
  sorted.length === 0
    ? html`<p class="quiet">No probe was made.</p>`
    : html`<div class="scroll"><table><caption><span>By load; in ${formatSpan(search.spentMs)}. It ended because ${search.stopReason}.</span></caption>
<thead><tr><th scope="col" class="num">planned</th><th scope="col" class="num">answered</th><th scope="col" class="num">p50</th><th scope="col" class="num">p99</th><th scope="col" class="num">failed</th><th scope="col">why</th><th scope="col" class="num">length</th><th scope="col">objectives</th></tr></thead>
<tbody>${sorted.map(probeRow)}</tbody></table></div>`
}
</section>`;
}

function probeRow(probe: CapacityProbe): Html {
  const { ratePerSec, requestsPerSec, latencyMs, failedShare, purpose, measuredMs, seed, answers, spoiled } =
    probe;
  const shares = keptShares(probe).map(({ objective, kept, low, high }) => {
    return html`<span class="under">${objective}: ${formatShare(kept, 1)}${boundsWords({ low, high })}</span>`;
  });
  const holds = spoiled || answers[0] === "not shown" ? null : answers[0] === "holds";
  return html`<tr><th scope="row" class="num">${formatRate(ratePerSec)}</th><td class="num">${formatRate(requestsPerSec)}</td><td class="num">${formatMs(latencyMs.p50)}</td><td class="num">${formatMs(latencyMs.p99)}</td><td class="num">${failedShare === null ? ABSENT : formatShare(failedShare, 1)}</td><td>${purpose}<span class="under">seed ${seed}</span></td><td class="num">${formatSpan(measuredMs)}</td><td>${mark(holds, answerWords(probe))}${shares}</td></tr>
`;
}
