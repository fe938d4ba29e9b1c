import { formatTime } from "../../core/format.ts";
import type { SweepResult } from "../../result/sweep-result.ts";
import { figure } from "../page/figure.ts";
import { html } from "../page/markup.ts";
import { page } from "../page/page.ts";
import { byteLength, MOST_BYTES, rawData } from "../page/raw-data.ts";
import { SWEEP_CHARTS } from "./charts/index.ts";
import { accuracySection } from "./sections/accuracy.ts";
import { answerSection } from "./sections/answer.ts";
import { bestSection } from "./sections/best.ts";
import { coverageSection } from "./sections/coverage.ts";
import { sweepDefinitionsSection } from "./sections/definitions.ts";
import { effectsSection } from "./sections/effects.ts";
import { kneesSection } from "./sections/knees.ts";
import { lengthsSection } from "./sections/lengths.ts";
import { pointsSection } from "./sections/points.ts";
import { sweepProvenanceSection } from "./sections/provenance.ts";
import { askedWords } from "./variants.ts";

/** Renders the report of a sweep as one HTML file without network or script: the answer first, its evidence below. */
export async function renderSweepReport(result: SweepResult): Promise<string> {
  const draw = (name: keyof typeof SWEEP_CHARTS) => figure(SWEEP_CHARTS[name], result);
  const body = html`${answerSection(result)}
${bestSection(result)}
${coverageSection(result)}
<section id="choice"><h2>What can be had</h2>
${await draw("pareto")}
${await draw("throughputByVariant")}
</section>
${accuracySection(result)}
<section id="load"><h2>Load and batch size</h2>
${await draw("latencyByLoad")}
${await draw("batchByLoad")}
</section>
${lengthsSection(result, await draw("lengthVariability"))}
${kneesSection(result)}
${effectsSection(result)}
${pointsSection(result)}
${sweepProvenanceSection(result)}
${sweepDefinitionsSection()}`;
  const title = `${askedWords(result)}, ${formatTime(result.startedAt)}`;
  const room = MOST_BYTES - byteLength(page(title, body, html``).text);
  return page(title, body, rawData(result, ["measures"], room)).text;
}
