import { formatPrice, formatTime } from "../../../core/format.ts";
import type { SweepResult } from "../../../result/sweep-result.ts";
import { pointWords } from "../../../sweep/point-words.ts";
import { CLOSED_LOOP_NOTE } from "../../page/closed-loop.ts";
import { type Html, html, prose } from "../../page/markup.ts";
import { unlabelledNote } from "../accuracy-words.ts";
import { axisWith } from "../points.ts";
import { scenarioSloNote } from "../scenario-slo-note.ts";
import { headWords, sweepVerdict } from "../variants.ts";

/** The head of the report: what was looked for, whether it was found, and what it is. */
export function answerSection(result: SweepResult): Html {
  const { word, good } = sweepVerdict(result);
  const { target, fixed, answer } = result;
  return html`<header class="verdict ${good ? "good" : "bad"}">
<h1><span class="badge ${good ? "good" : "bad"}">${word}</span> <span class="name">${headWords(result)}</span></h1>
<p class="lead">${answer}</p>
<p class="meta">${[
    `${target.kind} ${target.model ?? target.url ?? ""}`.trim(),
    ...(Object.keys(fixed).length === 0 ? [] : [pointWords(fixed)]),
    formatTime(result.startedAt),
    `seed ${result.seed}`,
  ].join(" · ")}</p>
${notices(result)}
</header>`;
}

/** The notices that a reader needs before any number. */
function notices(result: SweepResult): Html | false {
  const { price, partial } = result;
  const fidelity = unlabelledNote(result);
  const brought = scenarioSloNote(result);
  const perHour = formatPrice(price.pricePerHour, price.currency);
  const notes = [
    partial &&
      html`<strong>Partial sweep.</strong> It was interrupted before it knew its answer; <code>--resume</code> goes on.`,
    axisWith(result, "load")?.name === "concurrency" &&
      html`<strong>Closed loop.</strong> ${CLOSED_LOOP_NOTE}`,
    ...result.trafficNotes.map((note) => html`<strong>Recorded traffic.</strong> ${note}.`),
    brought !== null && html`<strong>Objectives of the scenario.</strong> ${prose(brought)}.`,
    fidelity !== null && html`<strong>Not labelled.</strong> ${prose(fidelity)}.`,
    price.isExample &&
      html`<strong>Example price.</strong> Nobody said what this machine costs; costs are at ${perHour} per hour. Give yours with <code>--price</code>.`,
  ].filter((note) => note !== false);
  return notes.length > 0 && html`<ul class="notices">${notes.map((note) => html`<li>${note}</li>`)}</ul>`;
}
