import type { RunResult } from "../../../result/run-result.ts";
import { type Html, html } from "../../page/markup.ts";
import { seedRowWords, seedsNote, seedsOf } from "../seeds-words.ts";

/** The section of a simulation over several seeds. */
export function seedsSection(result: RunResult): Html | false {
  const seeds = seedsOf(result);
  if (seeds === null) return false;
  return html`<section id="seeds"><h2>Over ${String(seeds.finished.length)} seeds</h2>
<div class="scroll"><table class="compact">
<thead><tr><th scope="col">figure</th><th scope="col" class="num">mean</th><th scope="col" class="num">95 % interval</th><th scope="col" class="num">least to most</th></tr></thead>
<tbody>${seeds.rows.map((row) => {
    const { mean, interval, range, unit } = seedRowWords(row);
    return html`<tr><th scope="row">${unit === "" ? row.title : `${row.title}, ${unit}`}</th><td class="num">${mean}</td><td class="num">${interval}</td><td class="num">${range}</td></tr>
`;
  })}</tbody></table></div>
<p class="quiet">${seedsNote(seeds)}</p>
</section>`;
}
