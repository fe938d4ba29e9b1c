import { type Html, html } from "../markup.ts";

const DEFINITIONS = [
  [
    "Response time",
    "From the moment a request was due by the plan to the end of its answer. If the generator or a full connection held it back, that wait is in it: a user would have waited too.",
  ],
  ["Service time", "From the moment the request was really sent to the end of its answer."],
  [
    "Send lag",
    "From the moment it was due to the moment it was sent. Response = send lag + service, request by request.",
  ],
  [
    "Percentile",
    "p99 = 12 ms: 99 % of the answers came within 12 ms. Latency figures are over ok answers; objectives are judged over all scheduled requests, with failed ones as infinitely slow.",
  ],
  [
    "Offered and answered",
    "Requests due in the measured part, and those of them answered ok, over its length.",
  ],
  [
    "CV of the gaps",
    "Standard deviation of the time between two arrivals over its mean. 0 is a metronome, 1 independent users (Poisson), more is bursty.",
  ],
  [
    "IDC",
    "Index of dispersion for counts: variance over mean of the number of arrivals in windows of one length. 1 is Poisson at every length. It sees bursts that the CV of the gaps does not.",
  ],
  ["Peak ÷ mean", "The fullest window over the average window of the same length."],
  [
    "Lag-1 correlation",
    "Whether a short gap follows a short gap. Above 0, bursts last longer than the gaps' spread alone would make them.",
  ],
  [
    "Uncertainty",
    "Requests of one run are not independent of each other, so one run has no honest interval around its percentiles: repeat the run, with other seeds, and compare.",
  ],
] as const;

export function definitionsSection(): Html {
  return html`<section id="definitions"><h2>What the words mean</h2>
<dl class="definitions">${DEFINITIONS.map(
    ([term, meaning]) => html`<div><dt>${term}</dt><dd>${meaning}</dd></div>
`,
  )}</dl></section>`;
}
