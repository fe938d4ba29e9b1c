import { ABSENT, formatCount, formatNumber } from "../../../core/format.ts";
import type { Effect, SweepResult } from "../../../result/sweep-result.ts";
import { type Html, html } from "../../page/markup.ts";

/** The section of effects: throughput at each value of an axis, the other axes held. */
export function effectsSection({ effects, axes }: SweepResult): Html | false {
  const shown = effects.filter(({ levels }) => levels.some(({ pairs }) => pairs > 0));
  if (shown.length === 0) return false;
  const titleOf = (name: string) => axes.find((axis) => axis.name === name)?.title ?? name;
  return html`<section id="effects"><h2>What each axis is worth</h2>
<p>Inferences per second at a value over those at the axis's first one: the geometric mean over pairs of points that differ in this axis alone. An average over the whole grid: at the best point it may differ.</p>
<div class="scroll"><table class="compact"><thead><tr><th scope="col">axis</th><th scope="col">value</th><th scope="col" class="num">times the first</th><th scope="col" class="num">95 % interval</th><th scope="col" class="num">pairs</th></tr></thead>
<tbody>${shown.map((effect) => effectRows(effect, titleOf(effect.axis)))}</tbody></table></div>
</section>`;
}

function effectRows({ levels }: Effect, title: string): Html {
  return html`${levels.map(
    ({ value, ratio, interval, pairs }, index) =>
      html`<tr>${index === 0 && html`<th scope="rowgroup" rowspan="${levels.length}">${title}</th>`}<td>${value}</td><td class="num">${index === 0 ? "1" : formatNumber(ratio)}</td><td class="num">${index === 0 || interval === null ? ABSENT : `${formatNumber(interval.low)} to ${formatNumber(interval.high)}`}</td><td class="num">${index === 0 ? "" : formatCount(pairs)}</td></tr>
`,
  )}`;
}
