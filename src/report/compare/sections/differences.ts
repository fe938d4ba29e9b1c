import type { Comparison, Difference } from "../../../compare/comparison.ts";
import { type Html, html } from "../../page/markup.ts";

const TITLES: Readonly<Record<Difference["about"], string>> = {
  traffic: "Traffic",
  settings: "Settings",
  environment: "Machine and software",
};

/** The section of what is not the same on all sides, which comes before any figure. */
export function differencesSection({ differences, sides }: Comparison): Html {
  if (sides.every(({ documents }) => documents.length === 0)) return html``;
  if (differences.length === 0)
    return html`<section id="differences"><h2>What differs</h2><p>Nothing in traffic, settings and environment.</p></section>`;
  return html`<section id="differences"><h2>What differs</h2>
${(["traffic", "settings", "environment"] as const).map((about) => {
  const own = differences.filter((difference) => difference.about === about);
  return (
    own.length > 0 &&
    html`<h3>${TITLES[about]}</h3>
<div class="scroll"><table class="points">
<thead><tr><th></th>${sides.map(({ letter }) => html`<th>${letter}</th>`)}</tr></thead>
<tbody>${own.map(
      ({ what, values }) => html`<tr><th>${what}</th>${values.map((value) => html`<td>${value}</td>`)}</tr>
`,
    )}</tbody>
</table></div>
`
  );
})}
</section>`;
}
