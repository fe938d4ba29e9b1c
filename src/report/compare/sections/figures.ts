import type { Change, ComparedRow, Comparison, SideValue } from "../../../compare/comparison.ts";
import { formatCompared } from "../../../compare/document-figures.ts";
import { changeWords, isShown, isWorse } from "../../../compare/words.ts";
import { plural } from "../../../core/format.ts";
import { type Html, html } from "../../page/markup.ts";

/** The most rows that are shown without being asked for. */
const MOST_ROWS = 40;

/** The section of figures: the main ones, and all others folded. */
export function figuresSection({ rows, sides }: Comparison): Html {
  if (rows.length === 0) return html``;
  const letters = sides.map(({ letter }) => letter);
  const shown = rows.filter(({ figure }) => figure.main).slice(0, MOST_ROWS);
  const others = rows.filter((row) => !shown.includes(row));
  return html`<section id="figures"><h2>Figures</h2>
${table(letters, shown)}
${others.length > 0 && html`<details><summary>${plural(others.length, "more figure")}</summary>${table(letters, others)}</details>`}
<div class="footnote"><p>${note(rows)}</p></div>
</section>`;
}

function table(letters: readonly string[], rows: readonly ComparedRow[]): Html {
  // Where none has an interval, the note below says why once.
  const explains = rows.some(({ changes }) => changes.some((change) => change?.interval != null));
  return html`<div class="scroll"><table>
<thead><tr><th>figure</th>${letters.map((letter) => html`<th class="num">${letter}</th>`)}${letters
    .slice(1)
    .map((letter) => html`<th>${letters.length === 2 ? "change" : `${letter} against A`}</th>`)}</tr></thead>
<tbody>${rows.map((one) => row(one, explains))}</tbody>
</table></div>`;
}

function row({ figure, sides, changes }: ComparedRow, explains: boolean): Html {
  return html`<tr><th>${figure.title}</th>${sides.map((side) => html`<td class="num">${value(figure, side)}</td>`)}${changes.map(
    (change) => html`<td>${changed(figure, change, explains)}</td>`,
  )}</tr>
`;
}

function value(figure: ComparedRow["figure"], { value: mean, least, most, count, own }: SideValue): Html {
  const text = (one: number | null) => (one === null ? "none" : formatCompared(figure, one));
  const under =
    count > 1
      ? `${text(least)} to ${text(most)}`
      : own === null
        ? null
        : `${text(own.low)} to ${text(own.high)}`;
  return html`${text(mean)}${under !== null && html`<span class="under">${under}</span>`}`;
}

function changed(figure: ComparedRow["figure"], change: Change | null, explains: boolean): Html {
  if (change === null) return html`<span class="quiet">–</span>`;
  const worse = isShown(change) ? isWorse(figure, change.change) : null;
  const words = changeWords(figure, change);
  if (worse === null)
    return html`${words}${explains && change.change !== 0 && change.absent !== null && html`<span class="under">no interval: ${change.absent}</span>`}`;
  return worse
    ? html`<span class="mark bad">${words}</span><span class="under">worse</span>`
    : html`<span class="mark good">${words}</span><span class="under">better</span>`;
}

/** How the numbers are to be read. */
function note(rows: readonly ComparedRow[]): string {
  const changes = rows.flatMap(({ changes: own }) => own.flatMap((change) => change ?? []));
  const known = changes.filter(({ interval }) => interval !== null);
  const several = rows.some(({ sides }) => sides.some(({ count }) => count > 1));
  const states = rows.some(({ sides }) => sides.some(({ own }) => own !== null));
  const under = several
    ? "Below the mean of several results stand their least and their most."
    : states
      ? "Below a figure stands the 95 % interval that its result states of itself, where it does: it tells of this one result, not of how results differ."
      : "";
  if (known.length === 0)
    return `${under} Changes have no interval: ${changes[0]?.absent ?? "there are none"}.`.trim();
  const paired = known.some((change) => change.paired)
    ? "pair by pair, since both sides got the same requests (Student's t of the logarithms of their ratios)"
    : "Welch's t of the logarithms";
  return `${under} Intervals of changes are 95 % each, from how repeated results differ: ${paired}. Of twenty changes without a cause, one lies outside.`.trim();
}
