import { type Html, html } from "../../page/markup.ts";

const DEFINITIONS = [
  ["Point", "One value of each axis. Its figures are medians over its valid runs."],
  [
    "Holds the objectives",
    "In every valid run, over all scheduled requests, failed ones counted as infinitely slow.",
  ],
  [
    "Pass, not shown, fail",
    "Pass: the one-sided 95 % bound of the accuracy lost lies within what the level allows. Fail: it is shown to lie beyond. Not shown: the labelled items are too few to say; a variant is not recommended on a hope.",
  ],
  [
    "Best points (Pareto set)",
    "Points that no other beats in latency, throughput, accuracy and cost at once. Any other point can be bettered in one of them for nothing.",
  ],
  ["Probed", "Measured by runs shorter than the others, to see whether a whole one is worth its time."],
  [
    "Padding",
    "Inputs that share a run of the model must be equally long: the shorter ones are filled up, and the model works on the filling too.",
  ],
] as const;

export function sweepDefinitionsSection(): Html {
  return html`<section id="definitions"><h2>What the words mean</h2>
<dl class="definitions">${DEFINITIONS.map(
    ([term, meaning]) => html`<div><dt>${term}</dt><dd>${meaning}</dd></div>
`,
  )}</dl></section>`;
}
