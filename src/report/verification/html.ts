import { formatShare, formatSpan, formatTime, plural } from "../../core/format.ts";
import type { VerificationResult } from "../../result/verification-result.ts";
import { facts } from "../page/facts.ts";
import { mark } from "../page/mark.ts";
import { type Html, html, prose, verbatim } from "../page/markup.ts";
import { page } from "../page/page.ts";
import { rawData } from "../page/raw-data.ts";
import { repeatCommand } from "../page/repeat-command.ts";
import { HELD_COLUMNS, heldCells, VERIFICATION_WORD } from "./rows.ts";

const ROOM = 900_000;

/** Renders the report of a verification as one HTML file without network or script: the answer first, figure by figure below. */
export function renderVerificationReport(result: VerificationResult): string {
  const { state, answer, plan, traffic, run, within, target } = result;
  const tone = state === "held" ? "good" : "bad";
  const body = html`<header class="verdict ${tone}">
<h1><span class="badge ${tone}">${VERIFICATION_WORD[state]}</span> <span class="name">The plan for ${plan.machines}</span></h1>
<p class="lead">${prose(answer)}.</p>
<p class="meta">${["measured", `seed ${result.seed}`, formatSpan(traffic.measuredMs), formatTime(result.startedAt)].join(" · ")}</p>
${!run.valid && html`<ul class="notices"><li><strong>The run is invalid.</strong> ${prose(run.reasons.join("; "))}.</li></ul>`}
</header>
<section id="figures"><h2>Forecast and measurement</h2>
<div class="scroll"><table><caption><span>Allowed: where one run of the plan's own simulation lies in 95 of 100, ± ${formatShare(within, 1)}. Error: forecast over measured, less 1.</span></caption>
<thead><tr><th scope="col">figure</th>${HELD_COLUMNS.map((name) => html`<th scope="col" class="num">${name}</th>`)}<th scope="col">the forecast</th></tr></thead>
<tbody>${result.figures.map(figureRow)}</tbody></table></div>
<div class="scroll"><table class="compact"><thead><tr><th scope="col">objective</th><th scope="col">in the run</th></tr></thead>
<tbody>${result.objectives.map(
    ({ objective, answer: said }) =>
      html`<tr><th scope="row">${objective}</th><td>${mark(said === "not shown" ? null : said === "holds", said)}</td></tr>
`,
  )}</tbody></table></div>
</section>
<section id="provenance"><h2>How it was measured</h2>
<h3>Verify it again</h3>
<pre><code>${verbatim(repeatCommand(result))}</code></pre>
${facts([
  ["Plan", `${plan.file}, fleet ${plan.fleet}, ${formatTime(plan.startedAt)}: ${plan.answer}`],
  ["Traffic", `${traffic.words}; ${traffic.note}`],
  ["Seeds of the plan", plan.seeds],
  ["Target", `${target.kind} ${target.url}`],
  ["Addresses", plural(result.endpoints, "address", "addresses")],
  ["Run", `in the folder ${run.folder}/, with a report of its own`],
  ["Plimsoll", result.plimsollVersion],
])}
</section>`;
  return page(`Verification: ${state}, ${formatTime(result.startedAt)}`, body, rawData(result, [], ROOM))
    .text;
}

function figureRow(row: VerificationResult["figures"][number]): Html {
  const holds = row.answer === "not shown" ? null : row.answer === "held";
  return html`<tr><th scope="row">${row.title}</th>${heldCells(row).map((cell) => html`<td class="num">${cell}</td>`)}<td>${mark(holds, row.answer)}${row.why !== null && html`<span class="under">${row.why}</span>`}</td></tr>
`;
}
