import { formatCount, formatTime } from "../../../core/format.ts";
import type { RunResult } from "../../../result/run-result.ts";
import { mark } from "../../page/mark.ts";
import { type Html, html, prose } from "../../page/markup.ts";
import { answerWords } from "../answer-words.ts";
import { cacheSentence } from "../cache-sentence.ts";
import { closedLoopNote } from "../closed-loop-note.ts";
import { gatewaySentences, resentSentence } from "../fleet-words.ts";
import { observedWords } from "../observed-words.ts";
import { outageSentence } from "../outage-sentence.ts";
import { partialSentence } from "../partial-sentence.ts";
import { objectiveName, runVerdict, shownObjectives } from "../run-verdict.ts";
import { seedsAgainst } from "../seeds-words.ts";
import { untilShownSentence } from "../until-shown-words.ts";

/** The head of the report: whether the numbers can be believed, and whether they meet the objectives. */
export function verdictSection(result: RunResult): Html {
  const { valid, reasons } = result.verdict;
  return html`<header class="verdict ${runVerdict(result).good ? "good" : "bad"}">
<h1>${verdictBadge(result)} <span class="name">${result.scenario.name}</span></h1>
<p class="lead">${result.scenario.description}</p>
<p class="meta">${[
    `${result.target.kind} ${result.target.model ?? result.target.url}`,
    result.target.precision,
    formatTime(result.startedAt),
    result.source,
    `seed ${result.seed}`,
  ]
    .filter((fact) => fact !== null)
    .join(" · ")}</p>
${
  !valid &&
  html`<div class="reasons"><h2>Why no claim can be made from this run</h2>
<ol>${reasons.map((reason) => html`<li><p>${prose(reason.message)}.</p><p class="cure">${prose(reason.cure)}.</p></li>`)}</ol></div>`
}
${notices(result)}
${objectives(result)}
</header>`;
}

function verdictBadge(result: RunResult): Html {
  const { word, good } = runVerdict(result);
  const isMissed = result.verdict.valid && !good;
  return html`<span class="badge ${good ? "good" : "bad"}">${word}</span>${isMissed && html` <span class="chip">the measurement is valid</span>`}`;
}

/** The notices before any number: none of them makes a run invalid, each of them limits what it says. */
function notices(result: RunResult): Html | false {
  const notes: Html[] = [];
  const outage = outageSentence(result);
  if (outage !== null) notes.push(html`<li><strong>Outage.</strong> ${outage}</li>`);
  for (const sentence of seedsAgainst(result))
    notes.push(html`<li><strong>Seeds.</strong> ${prose(sentence)}.</li>`);
  const partial = partialSentence(result);
  if (partial !== null) notes.push(html`<li><strong>Partial run.</strong> ${prose(partial)}.</li>`);
  const untilShown = untilShownSentence(result);
  if (untilShown !== null) notes.push(html`<li><strong>Until shown.</strong> ${prose(untilShown)}.</li>`);
  if (result.load.kind === "closed") {
    notes.push(html`<li><strong>Closed loop.</strong> ${closedLoopNote(result)}</li>`);
  }
  if (result.source === "simulated") {
    notes.push(
      html`<li><strong>Simulated.</strong> No server was involved: these numbers come from a model of one in virtual time. ${result.simulation?.note ?? ""}</li>`,
    );
  }
  for (const sentence of gatewaySentences(result))
    notes.push(html`<li><strong>Before the fleet.</strong> ${prose(sentence)}.</li>`);
  const resent = resentSentence(result);
  if (resent !== null) notes.push(html`<li><strong>Sent again.</strong> ${prose(resent)}.</li>`);
  if (result.target.weights === "synthetic") {
    notes.push(
      html`<li><strong>Synthetic weights.</strong> The model has the shape and cost of a real one, but was never trained: its speed is real, its answers mean nothing, and nothing here says how accurate it is.</li>`,
    );
  }
  if (result.cacheCheck !== null && result.cacheCheck.suspected !== false) {
    notes.push(html`<li><strong>Cache check.</strong> ${cacheSentence(result.cacheCheck)}</li>`);
  }
  return notes.length > 0 && html`<ul class="notices">${notes}</ul>`;
}

function objectives(result: RunResult): Html {
  const shown = shownObjectives(result);
  if (shown.length === 0) {
    return html`<p class="quiet">No objective was asked for; add one such as <code>--slo 'p99&lt;=50ms'</code>.</p>`;
  }
  return html`<div class="scroll"><table class="compact"><caption><span>Objectives; latencies are judged over all ${formatCount(result.requests.scheduled)} scheduled requests, failed ones included</span></caption>
<thead><tr><th scope="col">objective</th><th scope="col" class="num">observed</th><th scope="col">result</th></tr></thead>
<tbody>${shown.map(
    (slo) =>
      html`<tr><th scope="row">${objectiveName(slo)}</th><td class="num">${observedWords(slo, result.cost.currency)}</td><td>${answerMark(slo)}</td></tr>`,
  )}</tbody></table></div>`;
}

function answerMark(slo: RunResult["slo"][number]): Html {
  const { word, detail } = answerWords(slo);
  const notes = [detail, slo.note].filter((text) => text !== null);
  return html`${mark(slo.holds, word)}${notes.map((text) => html` <span class="quiet">${text}</span>`)}`;
}
