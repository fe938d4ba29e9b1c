import { ABSENT, formatNumber, formatShare } from "../../../core/format.ts";
import type { SweepResult } from "../../../result/sweep-result.ts";
import { type Html, html } from "../../page/markup.ts";
import { lengthEfficiency } from "../length-efficiency.ts";

/** The section of sequence lengths: what their spread costs, where the sweep has an axis of it. */
export function lengthsSection(result: SweepResult, chart: Html): Html | false {
  if (!result.axes.some(({ name }) => name === "lengths")) return false;
  const efficiency = lengthEfficiency(result);
  return html`<section id="lengths"><h2>What unequal lengths cost</h2>
${chart}
${
  typeof efficiency !== "string" &&
  html`<div class="scroll"><table class="compact"><thead><tr><th scope="col">lengths</th><th scope="col" class="num">mean</th><th scope="col" class="num">CV</th><th scope="col" class="num">padding</th></tr></thead>
<tbody>${efficiency.spreads.map(
    ({ lengths, mean, cv, paddingShare }) =>
      html`<tr><th scope="row">${lengths}</th><td class="num">${formatNumber(mean)}</td><td class="num">${formatNumber(cv, 2)}</td><td class="num">${paddingShare === null ? ABSENT : formatShare(paddingShare, 1)}</td></tr>
`,
  )}</tbody></table></div>`
}
</section>`;
}
