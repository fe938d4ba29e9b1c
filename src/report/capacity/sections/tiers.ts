import { tierWords, unreachableWords } from "../../../capacity/answer-sentence.ts";
import { formatRate, formatShare } from "../../../core/format.ts";
import type { CapacityResult } from "../../../result/capacity-result.ts";
import { type Html, html } from "../../page/markup.ts";

/** The section of tiers: each set of objectives with its own line. Left out where there is one only, and it can be met. */
export function tiersSection({ tiers, unreachable }: CapacityResult): Html | false {
  if (tiers.length < 2 && unreachable === null) return false;
  return html`<section id="tiers"><h2>Each by itself</h2>
<div class="scroll"><table class="by-name"><caption><span>The line of each set of objectives, from the same probes</span></caption>
<thead><tr><th scope="col">objectives</th><th scope="col">load line</th><th scope="col" class="num">misses at</th><th scope="col" class="num">utilisation</th></tr></thead>
<tbody>${tiers.map(
    (
      tier,
    ) => html`<tr><th scope="row">${tier.name}${tier.objectives.join("; ") !== tier.name && html`<span class="under">${tier.objectives.join("; ")}</span>`}</th><td>${tierWords(tier)}</td><td class="num">${formatRate(tier.loadLine?.interval.high ?? null)}</td><td class="num">${tier.loadLine?.utilisation == null ? "—" : formatShare(tier.loadLine.utilisation, 1)}</td></tr>
`,
  )}</tbody></table></div>
${(unreachable ?? []).map((one) => html`<p>${unreachableWords(one)}.</p>`)}
</section>`;
}
