import { pointWords } from "../../sweep/point-words.ts";
import type { Knee, SweepResult } from "../../sweep/sweep-result.ts";
import { ABSENT, formatCount, formatNumber } from "../format.ts";
import { type Html, html } from "../markup.ts";

/** How many requests in flight each configuration takes well: as measured, and by the law fitted to it. */
export function kneesSection({ knees }: SweepResult): Html | false {
  if (knees.length === 0) return false;
  const reasons = new Map<string, string[]>();
  for (const { configuration, absent } of knees)
    if (absent !== null) reasons.set(absent, [...(reasons.get(absent) ?? []), pointWords(configuration)]);
  return html`<section id="knees"><h2>Where more load no longer pays</h2>
<p>The knee: beyond so many requests in flight, latency grows by more than throughput. And N*, beyond which throughput itself falls, by the universal scalability law fitted to each configuration: γN ÷ (1 + α(N − 1) + βN(N − 1)).</p>
<div class="scroll"><table class="by-name"><thead><tr><th scope="col">configuration</th><th scope="col" class="num">knee</th><th scope="col" class="num">N*</th><th scope="col" class="num">95 % interval</th><th scope="col" class="num">inferences/s at N*</th><th scope="col" class="num">contention α</th><th scope="col" class="num">coherence β</th></tr></thead>
<tbody>${knees.map(kneeRow)}</tbody></table></div>
<div class="footnote"><p>${ABSENT} below knee: the highest load that was measured, or none that tells.</p>${
    reasons.size > 0 &&
    html`<p>Without the law:</p><ul>${[...reasons].map(
      ([reason, configurations]) => html`<li>${configurations.join("; ")}: ${reason}</li>`,
    )}</ul>`
  }</div>
</section>`;
}

function kneeRow({
  configuration,
  knee,
  concurrency,
  interval,
  peakPerSec,
  contention,
  coherence,
}: Knee): Html {
  return html`<tr><th scope="row">${pointWords(configuration)}</th><td class="num">${knee === null ? ABSENT : formatCount(knee)}</td><td class="num">${formatNumber(concurrency)}</td><td class="num">${interval === null ? ABSENT : `${formatNumber(interval.low)} to ${formatNumber(interval.high)}`}</td><td class="num">${formatNumber(peakPerSec)}</td><td class="num">${formatNumber(contention)}</td><td class="num">${formatNumber(coherence)}</td></tr>
`;
}
