import { type Html, html } from "../../page/markup.ts";

const DEFINITIONS = [
  [
    "Load line",
    "The highest rate, below every one that misses, at which every objective holds by the lower 95 % bound of its share in the long run: of all scheduled requests, failed ones counted as infinitely slow.",
  ],
  [
    "Interval",
    "From the load line to the lowest rate that was shown to miss, by the upper bound of the share or by an overload. Rates between that decided nothing count for neither side.",
  ],
  [
    "Lengthened",
    "A probe that decides nothing goes on, up to the longest length. Its bounds share one error over all its looks.",
  ],
  [
    "Guard point",
    "A rate a little above or below the interval, which shows that the order of loads is kept.",
  ],
  [
    "Utilisation",
    "The load line over the most that the server was seen to answer per second, in the closed loop or in any probe. How busy a device is says something else: a server that batches is busy long before it is loaded.",
  ],
  [
    "Closed loop",
    "A fixed number of requests in flight, each followed by the next when its answer is there. It shows what a server can answer, and hides how long users wait, so it is no load line.",
  ],
] as const;

export function capacityDefinitionsSection(): Html {
  return html`<section id="definitions"><h2>What the words mean</h2>
<dl class="definitions">${DEFINITIONS.map(
    ([term, meaning]) => html`<div><dt>${term}</dt><dd>${meaning}</dd></div>
`,
  )}</dl></section>`;
}
