import { type Html, html } from "../../page/markup.ts";

const DEFINITIONS = [
  [
    "Point",
    "One value of each axis. Its latencies, failures and objectives are over the requests of all its valid runs together, failed ones counted as infinitely slow; its rates and costs are medians of its runs.",
  ],
  [
    "Holds the objectives",
    "All valid runs pooled: of all their scheduled requests, failed ones counted as infinitely slow, at least the share that was asked for kept the limit, and the one-sided 95 % bound of that share in the long run is not below it either. One run alone may have missed it. An objective that is not about single requests, such as throughput, is held by the mean of the runs, as observed.",
  ],
  [
    "Observed, not shown",
    "What was observed lies within the limit, but the runs are worth too few independent requests to show that it does in the long run: requests that come together are slow together, and runs that differ by more than their requests explain count as few. Longer runs, or a higher --confirm, would tell.",
  ],
  [
    "Pass, not shown, fail",
    "Pass: the one-sided 95 % bound of the accuracy lost lies within what the level allows. Fail: it is shown to lie beyond. Not shown: the labelled items are too few to say; a variant is not recommended on a hope.",
  ],
  [
    "Best points (Pareto set)",
    "Points that no other was seen to beat in latency, throughput, accuracy and cost at once. Each other point was bettered by one of them as measured; where they differ by no more than runs do, another sweep may turn that round.",
  ],
  [
    "Measured again, as picked",
    "A point that is picked as the best of many is picked for its luck too, so the figures it was picked by are too good. The best, its runner-up and the reference's best are measured again, in turn and with new seeds, and have the figures of those runs alone. All others have those that they were picked by; the highest of them are too high.",
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
