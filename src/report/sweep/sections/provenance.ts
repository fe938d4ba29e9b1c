import type { SweepResult } from "../../../result/sweep-result.ts";
import { AXES, type AxisName } from "../../../sweep/axes.ts";
import { facts } from "../../page/facts.ts";
import { type Html, html, verbatim } from "../../page/markup.ts";
import { machinePart, targetPart } from "../../page/provenance.ts";
import { repeatCommand } from "../../page/repeat-command.ts";

/** The section of provenance: all that another person needs to repeat this sweep, or to doubt it. */
export function sweepProvenanceSection(result: SweepResult): Html {
  return html`<section id="provenance"><h2>How it was measured</h2>
<h3>Sweep it again</h3>
<pre><code>${verbatim(repeatCommand(result))}</code></pre>
<p class="quiet">The same seed gives the same order of the points and the same requests at each. Every point's own run is in the folder points/.</p>
<div><h3>Axes</h3>${facts([
    ...result.axes.map(({ title, values }) => [title, values.join(", ")] as const),
    ...Object.entries(result.fixed).map(
      ([name, value]) =>
        [`${name in AXES ? AXES[name as AxisName].title : name}, everywhere`, value] as const,
    ),
  ])}</div>
${targetPart(result, "point")}
${machinePart(result)}
</section>`;
}
