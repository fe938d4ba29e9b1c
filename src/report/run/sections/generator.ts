import { largest } from "../../../core/extremes.ts";
import { formatCount, formatMs, formatNumber, formatShare } from "../../../core/format.ts";
import type { RunResult } from "../../../result/run-result.ts";
import { facts } from "../../page/facts.ts";
import { type Html, html } from "../../page/markup.ts";
import { connectionWords } from "../connection-words.ts";

/** The section of the generator and its machine, which tells a slow server from a slow client. */
export function generatorSection({ generator, latencyMs }: RunResult): Html | false {
  if (generator === null) return false;
  const { machineLagMs, stealShare, eventLoopDelayMs, gcPauses, busyShare } = generator;
  return html`<section id="generator"><h2>The generator and its machine</h2>
<div class="scroll"><table class="compact"><caption><span>Lateness</span></caption>
<thead><tr><th scope="col">of</th><th scope="col" class="num">p50</th><th scope="col" class="num">p99</th><th scope="col" class="num">max</th></tr></thead>
<tbody>
${lateness("The machine", "a thread that only sleeps and wakes", machineLagMs)}
${lateness("The generator", "send lag", latencyMs.sendLag)}
${lateness("Its event loop", "the worst sending thread", eventLoopDelayMs)}
</tbody></table></div>
${machineLagMs === null && html`<p class="quiet">Stalls of the machine were not measured.</p>`}
${facts([
  ["CPU time stolen", stealShare === null ? "not known on this machine" : formatShare(stealShare, 1)],
  ["Busiest sending thread", `worked ${formatShare(largest(busyShare, 0), 1)} of the run`],
  [
    "Garbage collection",
    `${formatCount(gcPauses.count)} pauses, ${formatMs(gcPauses.totalMs)} in all, ${formatMs(gcPauses.maxMs)} at most`,
  ],
  [
    "CPU of the client",
    `${formatNumber(generator.cpuCores)} of ${generator.availableCores} cores, spinning included`,
  ],
  [
    "CPU per request",
    generator.cpuPerRequestUs === null ? "nothing was sent" : formatMs(generator.cpuPerRequestUs / 1000),
  ],
  ...(generator.connections === null
    ? []
    : [["Connections", connectionWords(generator.connections)] as const]),
  ["Wall clock moved", formatMs(generator.clockStepMs)],
  [
    "In flight, on average",
    `${formatNumber(generator.meanInFlight)} by counting, ${formatNumber(generator.meanInFlightByLatency)} by latency (Little's law)`,
  ],
])}
</section>`;
}

type Delay = { readonly [Key in "p50" | "p99" | "max"]: number | null };

function lateness(title: string, under: string, delay: Delay | null): Html {
  const cell = (value: number | null) => html`<td class="num">${formatMs(value)}</td>`;
  return html`<tr><th scope="row">${title}<span class="under">${under}</span></th>${cell(delay?.p50 ?? null)}${cell(delay?.p99 ?? null)}${cell(delay?.max ?? null)}</tr>
`;
}
