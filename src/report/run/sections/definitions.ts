import type { RunResult } from "../../../result/run-result.ts";
import { type Html, html } from "../../page/markup.ts";

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
    "95 % interval",
    "From blocks of this run taken as repetitions (batch means), each so long that neighbours do not depend on each other. Where the run is too short for that, or its rate changes by plan, there is none. It speaks of this server, machine and day: to compare two servers, repeat runs with other seeds.",
  ],
  [
    "Variance inflation",
    "Requests of one run are not independent: a burst makes many of them slow at once. The variance of a figure over what it would be if they were independent.",
  ],
  ["Counts as", "Requests over variance inflation: as many independent requests would say as much."],
  [
    "Lateness of the machine",
    "How late a thread wakes that sleeps as the generator does and has nothing else to do. What it is late, any program on this machine would have been.",
  ],
  ["CPU time stolen", "Share of the machine's CPU time that the hypervisor gave to other virtual machines."],
  [
    "Little's law",
    "Requests in flight on average = requests per second × time each takes. Counted in both ways it must agree, or records were lost.",
  ],
] as const;

const TOKEN_DEFINITIONS = [
  [
    "TTFT",
    "Time to first token: from the moment a request was due to the first text that is not empty, of the answer or of the reasoning before it.",
  ],
  [
    "TPOT",
    "Time per output token of one request: from its first to its last text, over its tokens but one. Tokens are those that the server counted. A request of one token, or whose text came at once, has none.",
  ],
  [
    "Chunk gap",
    "From one piece of text to the next. A piece is what the server sends at once, and may hold several tokens: it is no time per token.",
  ],
] as const;

export function definitionsSection({ tokens }: RunResult): Html {
  const definitions = tokens?.streamed === true ? [...DEFINITIONS, ...TOKEN_DEFINITIONS] : DEFINITIONS;
  return html`<section id="definitions"><h2>What the words mean</h2>
<dl class="definitions">${definitions.map(
    ([term, meaning]) => html`<div><dt>${term}</dt><dd>${meaning}</dd></div>
`,
  )}</dl></section>`;
}
