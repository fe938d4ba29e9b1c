import { formatTime } from "../../core/format.ts";
import { machineSentences } from "../../gate/words.ts";
import type { GateResult } from "../../result/gate-result.ts";
import { figure } from "../page/figure.ts";
import { html } from "../page/markup.ts";
import { page } from "../page/page.ts";
import { byteLength, MOST_BYTES, rawData } from "../page/raw-data.ts";
import { GATE_CHARTS } from "./charts/index.ts";
import { gateMetricsSection } from "./sections/metrics.ts";
import { gatePairsSection } from "./sections/pairs.ts";
import { gateProvenanceSection } from "./sections/provenance.ts";
import { gateVerdictSection } from "./sections/verdict.ts";

/** Renders the report of a gate as one HTML file without network or script: the verdict first, its evidence below. */
export async function renderGateReport(result: GateResult): Promise<string> {
  const draw = (name: keyof typeof GATE_CHARTS) => figure(GATE_CHARTS[name], result);
  const machine = machineSentences(result);
  const body = html`${gateVerdictSection(result)}
${gateMetricsSection(result)}
<section id="evidence"><h2>Evidence</h2>
${await draw("intervals")}
${await draw("slopes")}
${await draw("control")}
${machine.length > 0 && html`<p class="footnote">${capitalised(machine.join("; "))}.</p>`}
</section>
${gatePairsSection(result)}
${gateProvenanceSection(result)}`;
  const title = `Gate: ${result.verdict.answer}, ${formatTime(result.startedAt)}`;
  const room = MOST_BYTES - byteLength(page(title, body, html``).text);
  return page(title, body, rawData(result, ["pairs"], room)).text;
}

function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
