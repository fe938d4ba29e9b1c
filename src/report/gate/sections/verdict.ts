import { formatTime } from "../../../core/format.ts";
import { lengthWords, loadWords } from "../../../gate/words.ts";
import type { GateMetricResult, GateResult } from "../../../result/gate-result.ts";
import { type Html, html } from "../../page/markup.ts";

/** The class of an answer in the style sheet: what is open is neither good nor bad, and counts as bad where a page has but two. */
export function toneOf(answer: GateMetricResult["answer"]): "good" | "bad" {
  return answer === "pass" ? "good" : "bad";
}

/** The head of the report: the verdict, and what it rests on in one sentence. */
export function gateVerdictSection(result: GateResult): Html {
  const { verdict, startedAt, seed, pairs } = result;
  return html`<header class="verdict ${toneOf(verdict.answer)}">
<h1><span class="badge ${toneOf(verdict.answer)}">${verdict.answer.toUpperCase()}</span> <span class="name">Is the candidate worse than its baseline?</span></h1>
<p class="lead">${verdict.sentence}</p>
<p class="meta">${[
    `${pairs.length} pairs`,
    loadWords(result),
    lengthWords(result),
    formatTime(startedAt),
    `seed ${seed}`,
  ].join(" · ")}</p>
${notices(result)}
</header>`;
}

/** The notices that a reader needs before any number. */
function notices({ partial, sameSides, differences, pairs, caveats, search }: GateResult): Html | false {
  const missing = pairs.filter((pair) => pair.missing !== null).length;
  const notes = [
    partial &&
      html`<strong>Interrupted.</strong> It ended before it was decided; <code>--resume</code> goes on.`,
    sameSides &&
      html`<strong>Both sides alike.</strong> They were given alike: this gate tells of itself and of its machine.`,
    missing > 0 &&
      html`<strong>Missing pairs.</strong> ${missing} of ${pairs.length} count against every claim: ${search === null ? "a run of each is invalid" : "a search of each found no line"}.`,
    ...caveats.map((caveat) => html`<strong>Stored runs.</strong> ${caveat}`),
    ...differences.map(
      ({ what, baseline, candidate }) => html`<strong>Differs: ${what}.</strong> ${baseline} → ${candidate}`,
    ),
  ].filter((note) => note !== false);
  return notes.length > 0 && html`<ul class="notices">${notes.map((note) => html`<li>${note}</li>`)}</ul>`;
}
