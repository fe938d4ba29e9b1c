import { type Html, html } from "../../page/markup.ts";

const DEFINITIONS = [
  [
    "Busiest hour",
    "The hour with the highest demand that is known. A fleet is chosen by simulating it at that demand, with the bursts of the scenario, under every seed.",
  ],
  [
    "Holds",
    "The worse end of the 95 % interval of the mean over the seeds keeps the objective, and every seed has the figure.",
  ],
  [
    "Load line",
    "The highest rate that was simulated for this fleet and keeps the objectives. Rates between it and the lowest that misses were not simulated.",
  ],
  [
    "Used",
    "The mean demand over the load line. How busy a device is says something else: a server that batches is busy long before it is loaded.",
  ],
  [
    "Out of objective",
    "Minutes of a month whose own requests miss an objective, against what the error budget allows.",
  ],
  [
    "Preemption",
    "A zone takes all its spot machines away, after a notice from which on nothing new is sent to them. Preemptions are simulated by themselves, and counted as often as they come; what is said of a fleet elsewhere is without one.",
  ],
  [
    "Kinds of numbers",
    "Measured here; simulated by the model; interpolated between simulated loads; imported from measurements of others; listed in a price table; assumed, as the user states it.",
  ],
] as const;

export function planDefinitionsSection(): Html {
  return html`<section id="definitions"><h2>What the words mean</h2>
<dl class="definitions">${DEFINITIONS.map(
    ([term, meaning]) => html`<div><dt>${term}</dt><dd>${meaning}</dd></div>
`,
  )}</dl></section>`;
}
