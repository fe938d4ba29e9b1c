import { changeWords, isWorse } from "../../../compare/words.ts";
import type { FigureTrend, HistoryGroup, Move, TrendChange } from "../../../history/history.ts";
import { placeWords } from "../../../history/sentence.ts";
import { mark } from "../../page/mark.ts";
import { type Html, html } from "../../page/markup.ts";
import { meanWords } from "../mean-words.ts";

/** The most moves that are listed. */
const MOST_MOVES = 30;

/** The list of what changed in a group, which says in words what its charts draw. */
export function changesTable(group: HistoryGroup): Html {
  const changed = group.trends.filter(({ changes }) => changes.length > 0);
  const steady = group.trends.filter(({ changes }) => changes.length === 0);
  return html`${
    changed.length > 0 &&
    html`<div class="scroll"><table>
<thead><tr><th>figure</th><th>from</th><th>change</th><th>mean before</th><th>mean after</th></tr></thead>
<tbody>${changed.map((trend) => trend.changes.map((change, i) => row(trend, change, i, group)))}</tbody>
</table></div>`
  }
${steady.length > 0 && html`<p>No change is shown in ${steady.map((trend) => `${trend.figure.title}: ${meanWords(trend.figure, trend.stretches[0])}`).join("; ")}.</p>`}
${movesTable(group)}`;
}

function row(
  { figure, stretches }: FigureTrend,
  { at, change, p }: TrendChange,
  i: number,
  { points }: HistoryGroup,
): Html {
  const point = points[at];
  const worse = change === null ? null : isWorse(figure, change.change);
  return html`<tr><th>${figure.title}</th><td>${point === undefined ? "" : placeWords(point)}<span class="under">p = ${p.toFixed(3)}</span></td>
<td>${change === null ? "changed" : changeWords(figure, change)}${worse !== null && html`<span class="under">${mark(!worse, worse ? "worse" : "better")}</span>`}</td>
<td>${meanWords(figure, stretches[i])}</td><td>${meanWords(figure, stretches[i + 1])}</td></tr>
`;
}

function movesTable({ moves, points }: HistoryGroup): Html | false {
  if (moves.length === 0) return false;
  const shown = moves.slice(0, MOST_MOVES);
  return html`<details${moves.length <= 6 && html` open`}><summary>What else moved (${moves.length})</summary>
<div class="scroll"><table class="points">
<thead><tr><th>what</th><th>from</th><th>to</th><th>with</th></tr></thead>
<tbody>${shown.map(({ at, what, from, to }: Move) => {
    const point = points[at];
    return html`<tr><th>${what}</th><td>${from}</td><td>${to}</td><td>${point === undefined ? "" : placeWords(point)}</td></tr>
`;
  })}</tbody>
</table></div>${moves.length > shown.length && html`<p>And ${moves.length - shown.length} more.</p>`}</details>`;
}
