import { formatMoney, formatNumber, formatPrice, formatRate } from "../../../core/format.ts";
import { RUN_FIGURES } from "../../../result/figures.ts";
import type { RunResult } from "../../../result/run-result.ts";
import { facts } from "../../page/facts.ts";
import { type Html, html } from "../../page/markup.ts";

/** The section of the cost: the amount, how it was computed, and every assumption in it. */
export function costSection(result: RunResult): Html {
  const { cost, load } = result;
  const perHour = formatPrice(cost.pricePerHour, cost.currency);
  return html`<section id="cost"><h2>Cost</h2>
${
  cost.perMillionRequests === null
    ? html`<p>Nothing was answered, so a request has no cost.</p>`
    : html`<p class="formula"><strong>${formatMoney(cost.perMillionRequests, cost.currency)}</strong> per million requests = ${perHour} per hour ÷ 3600 s ÷ ${formatRate(load.achievedPerSec)} × 1,000,000</p>`
}
${
  cost.priceIsExample &&
  html`<p class="notice"><strong>Example price.</strong> Nobody said what this machine costs; give its price per hour with <code>--price</code>.</p>`
}
${facts([
  ["Price", `${perHour} per hour`],
  ["Source", cost.priceSource],
  [
    "Per million inferences",
    RUN_FIGURES.inferenceCost.absent(result) ?? formatMoney(cost.perMillionInferences, cost.currency),
  ],
  [
    "Per million output tokens",
    cost.perMillionOutputTokens === null ? null : formatMoney(cost.perMillionOutputTokens, cost.currency),
  ],
  [
    "Utilisation",
    cost.utilisation === null
      ? "not known: a single run does not say how much the server could carry"
      : `${formatNumber(cost.utilisation * 100)} %`,
  ],
  ["Holds", cost.note],
])}
</section>`;
}
