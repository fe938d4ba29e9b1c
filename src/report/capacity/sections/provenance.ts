import { formatShare, formatSpan } from "../../../core/format.ts";
import type { CapacityResult } from "../../../result/capacity-result.ts";
import { facts } from "../../page/facts.ts";
import { type Html, html, verbatim } from "../../page/markup.ts";
import { machinePart, targetPart } from "../../page/provenance.ts";
import { repeatCommand } from "../../page/repeat-command.ts";

/** The section of provenance: all that another person needs to repeat this search, or to doubt it. */
export function capacityProvenanceSection(result: CapacityResult): Html {
  const { search } = result;
  return html`<section id="provenance"><h2>How it was measured</h2>
<h3>Search it again</h3>
<pre><code>${verbatim(repeatCommand(result))}</code></pre>
<p class="quiet">Every probe sends the schedule of the same seed at its own rate; a confirmation has a seed of its own. Every run is in the folder points/.</p>
<div><h3>Search</h3>${facts([
    ["Traffic", result.traffic],
    ["Tolerance", formatShare(search.tolerance, 1)],
    ["Probes, at most", search.mostProbes],
    ["Longest probe", formatSpan(search.longestMs)],
    ["Given up when", `more than ${formatShare(search.mostErrors, 1)} of the requests failed in every probe`],
  ])}</div>
${targetPart(result, "run")}
${machinePart(result)}
</section>`;
}
