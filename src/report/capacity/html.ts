import { formatTime } from "../../core/format.ts";
import type { CapacityResult } from "../../result/capacity-result.ts";
import { figure } from "../page/figure.ts";
import { html } from "../page/markup.ts";
import { page } from "../page/page.ts";
import { byteLength, MOST_BYTES, rawData } from "../page/raw-data.ts";
import { CAPACITY_CHARTS } from "./charts/index.ts";
import { capacityAnswerSection } from "./sections/answer.ts";
import { capacityDefinitionsSection } from "./sections/definitions.ts";
import { probesSection } from "./sections/probes.ts";
import { capacityProvenanceSection } from "./sections/provenance.ts";
import { tiersSection } from "./sections/tiers.ts";

/** Renders the report of a search as one HTML file without network or script: the answer first, its evidence below. */
export async function renderCapacityReport(result: CapacityResult): Promise<string> {
  const body = html`${capacityAnswerSection(result)}
<section id="line"><h2>The line</h2>
${await figure(CAPACITY_CHARTS.attainmentByRate, result)}
</section>
${tiersSection(result)}
${probesSection(result)}
${capacityProvenanceSection(result)}
${capacityDefinitionsSection()}`;
  const title = `Load line of ${result.objectives.join(", ")}, ${formatTime(result.startedAt)}`;
  const room = MOST_BYTES - byteLength(page(title, body, html``).text);
  return page(title, body, rawData(result, ["probes"], room)).text;
}
