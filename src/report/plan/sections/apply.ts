import type { PlanResult } from "../../../result/plan-result.ts";
import { type Html, html, verbatim } from "../../page/markup.ts";

/** The section of settings to apply: the files that stand beside the report. */
export function applySection({ fleets }: PlanResult): Html | false {
  const files = fleets[0]?.apply ?? [];
  if (files.length === 0) return false;
  return html`<section id="apply"><h2>To apply</h2>
<p>The settings of fleet A, as servers take them; the files are in the folder apply/${(fleets[0]?.pieces.length ?? 0) > 1 && html`, those of each machine type in a folder of its own`}. <code>plimsoll simulate</code> reads them back: <code>--settings</code> and, for an autoscaler, <code>--autoscaler</code>.</p>
${files.map(
  ({ file, title, text }) => html`<h3>${title} (<code>${file}</code>)</h3>
<pre><code>${lines(text)}</code></pre>
`,
)}
</section>`;
}

/** A text of several lines, each shown as it is. */
function lines(text: string): Html {
  return html`${text
    .trimEnd()
    .split("\n")
    .map(
      (line) => html`${verbatim(line)}
`,
    )}`;
}
