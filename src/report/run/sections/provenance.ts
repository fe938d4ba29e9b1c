import { formatCount, formatSpan, formatTime } from "../../../core/format.ts";
import { ITEMS_UNKNOWN } from "../../../result/figures.ts";
import type { RunResult } from "../../../result/run-result.ts";
import { facts } from "../../page/facts.ts";
import { type Html, html, verbatim } from "../../page/markup.ts";
import { machinePart } from "../../page/provenance.ts";
import { repeatCommand } from "../../page/repeat-command.ts";
import { plannedMs } from "../until-shown-words.ts";

const LOOPS: Record<RunResult["load"]["kind"], string> = {
  open: "open: sent when planned, whatever the server does",
  sessions: "partly open: sessions begin when planned, their later requests follow the answers",
  closed: "closed: each connection sends its next request when its answer is there",
};

/** The section of provenance: all that another person needs to repeat this run, or to doubt it. */
export function provenanceSection(result: RunResult): Html {
  const { target, schedule, load, scenario } = result;
  const hash = (text: string | null) => text !== null && html`<code class="hash">${text}</code>`;
  return html`<section id="provenance"><h2>How it was measured</h2>
<h3>Run it again</h3>
<pre><code>${verbatim(repeatCommand(result))}</code></pre>
<p class="quiet">The same seed gives the same schedule, to the byte: compare the schedule's SHA-256 below.</p>
<div><h3>Target</h3>${facts([
    ["Protocol", target.kind],
    ["Found by", target.found],
    ["Address", target.url],
    ["Server", target.server],
    ["Started by this run", target.embedded ? "yes, on this machine: generator and server shared it" : "no"],
    ["Model", target.model],
    ["Precision", target.precision],
    ["Weights", target.weights],
    ["Model SHA-256", hash(target.modelSha256) || null],
    ["Payload", target.payload],
    [
      "Items per request",
      target.itemsPerRequest === null ? `not known: ${ITEMS_UNKNOWN}` : formatCount(target.itemsPerRequest),
    ],
    [
      "Bytes per request",
      target.requestBytes === null ? null : `${formatCount(target.requestBytes)} on average, without headers`,
    ],
    ...Object.entries(target.settings),
  ])}</div>
<div><h3>Load</h3>${facts([
    ["Began", formatTime(result.startedAt)],
    ["Sent by", load.driver],
    ["Loop", LOOPS[load.kind]],
    ["Arrivals", load.arrivals],
    [
      "Warm-up",
      `${formatSpan(scenario.phases.warmupMs)}, ${formatCount(schedule.warmupRequests)} requests, not counted`,
    ],
    ["Measured", `${formatSpan(load.measuredMs)} of ${formatSpan(plannedMs(result))} planned`],
    ["Most in flight", formatCount(load.maxInFlight)],
    ["Workers", formatCount(load.workers)],
    ["Seed", String(result.seed)],
    [load.kind === "sessions" ? "Sessions planned" : "Requests planned", formatCount(schedule.requests)],
    ["Schedule SHA-256", hash(schedule.sha256) || null],
  ])}</div>
${machinePart(result)}
</section>`;
}
