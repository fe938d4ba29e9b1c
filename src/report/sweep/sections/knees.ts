import { ABSENT, formatCount, formatNumber } from "../../../core/format.ts";
import type { Knee, SweepResult } from "../../../result/sweep-result.ts";
import { pointWords } from "../../../sweep/point-words.ts";
import { type Html, html } from "../../page/markup.ts";
import { inGridOrder } from "../points.ts";

/** The section of knees: the concurrency that each configuration takes well, as measured, and by the fitted law. */
export function kneesSection(result: SweepResult): Html | false {
  if (result.knees.length === 0) return false;
  const knees = inGridOrder(result, result.knees, ({ configuration }) => configuration);
  const shown = knees.filter(({ knee, absent }) => knee !== null || absent === null);
  const reasons = new Map<string, string[]>();
  for (const { configuration, absent } of knees)
    if (absent !== null) reasons.set(absent, [...(reasons.get(absent) ?? []), pointWords(configuration)]);
  return html`<section id="knees"><h2>Where more load no longer pays</h2>
${shown.length === 0 ? html`<p class="quiet">No knee was found, and no law could be fitted.</p>` : table(shown)}
${
  reasons.size > 0 &&
  html`<div class="footnote"><p>Without the law:</p><ul>${[...reasons].map(
    ([reason, configurations]) => html`<li>${configurations.join("; ")}: ${reason}</li>`,
  )}</ul></div>`
}
</section>`;
}

function table(knees: readonly Knee[]): Html {
  return html`<p>The knee: beyond so many requests in flight, latency grows by more than throughput. And N*, beyond which throughput itself falls, by the universal scalability law fitted to each configuration: γN ÷ (1 + α(N − 1) + βN(N − 1)).</p>
<div class="scroll"><table class="by-name"><thead><tr><th scope="col">configuration</th><th scope="col" class="num">knee</th><th scope="col" class="num">N*</th><th scope="col" class="num">95 % interval</th><th scope="col" class="num">inferences/s at N*</th><th scope="col" class="num">contention α</th><th scope="col" class="num">coherence β</th></tr></thead>
<tbody>${knees.map(kneeRow)}</tbody></table></div>
<p class="footnote">No knee: latency had not outgrown throughput at the highest load. No N*: no load that was measured is shown to be beyond it.</p>`;
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
