import { formatRate, formatShare, formatSpan, formatTime } from "../../../core/format.ts";
import { lengthWords, loadWords, searchSentence } from "../../../gate/words.ts";
import type { GateResult, GateSide } from "../../../result/gate-result.ts";
import { facts } from "../../page/facts.ts";
import { type Html, html, verbatim } from "../../page/markup.ts";
import { machinePart } from "../../page/provenance.ts";
import { repeatCommand } from "../../page/repeat-command.ts";

/** The section of provenance: all that another person needs to repeat this gate, or to doubt it. */
export function gateProvenanceSection(result: GateResult): Html {
  const { baseline, candidate, load, rule } = result;
  return html`<section id="provenance"><h2>How it was measured</h2>
<h3>Gate it again</h3>
<pre><code>${verbatim(repeatCommand(result))}</code></pre>
<div><h3>Sides</h3>${facts([...sideFacts("Baseline", baseline), ...sideFacts("Candidate", candidate)])}</div>
<div><h3>Load</h3>${facts([
    ["Traffic", load.arrivals],
    [result.search === null ? "Rate" : "Compared", loadWords(result)],
    ["First rate", result.search === null ? null : formatRate(result.search.firstPerSec)],
    [
      "Baseline's capacity",
      load.capacityPerSec === null
        ? null
        : `${formatRate(load.capacityPerSec)}, as it answered to 16 requests in flight; the ${result.search === null ? "" : "first "}rate is a share of it`,
    ],
    [
      "Run",
      `${result.search === null ? formatSpan(load.measureMs) : lengthWords(result)}, after ${formatSpan(load.warmupMs)} of warm-up`,
    ],
    ["Began", formatTime(result.startedAt)],
    ["Seed", String(result.seed)],
  ])}</div>
<div><h3>Rule</h3>${facts([
    [
      "Test",
      `${result.baseline.by === "results" ? "exact rank-sum test beside the stored runs" : "exact signed-rank test over pairs"}, Hodges–Lehmann estimate, Holm's rule over metrics`,
    ],
    [
      "Limits",
      result.metrics.some(({ limit }) => limit !== null) ? "exact sign test of the candidate's runs" : null,
    ],
    ["Load lines", searchSentence(result)],
    ["False alarm", `a chance of at most ${formatShare(rule.alpha, 1)} over all metrics and looks`],
    ["Judged after", `${rule.looks.join(" and ")} pairs`],
    ["A failure", rule.confirm ? "counts once fresh pairs fail too" : "counts at once"],
  ])}</div>
${machinePart(result)}
</section>`;
}

function sideFacts(name: string, { by, given, target }: GateSide): [string, string | null][] {
  return [
    [name, `${by === "url" ? "" : `${by}: `}${given}`],
    [`${name}'s server`, target?.server ?? null],
    [`${name}'s model`, target?.model ?? null],
  ];
}
