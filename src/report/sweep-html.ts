import { formatTime } from "../core/format.ts";
import type { SweepResult } from "../sweep/sweep-result.ts";
import { figure } from "./figure.ts";
import { html } from "./markup.ts";
import { page } from "./page.ts";
import { byteLength, MOST_BYTES, rawData } from "./raw-data.ts";
import { SWEEP_CHARTS } from "./sweep-charts/index.ts";
import { accuracySection } from "./sweep-sections/accuracy.ts";
import { answerSection } from "./sweep-sections/answer.ts";
import { bestSection } from "./sweep-sections/best.ts";
import { coverageSection } from "./sweep-sections/coverage.ts";
import { sweepDefinitionsSection } from "./sweep-sections/definitions.ts";
import { effectsSection } from "./sweep-sections/effects.ts";
import { kneesSection } from "./sweep-sections/knees.ts";
import { lengthsSection } from "./sweep-sections/lengths.ts";
import { pointsSection } from "./sweep-sections/points.ts";
import { sweepProvenanceSection } from "./sweep-sections/provenance.ts";
import { askedWords } from "./sweep-variants.ts";

/** One HTML file that needs nothing else. The answer comes first; what it rests on, below it. */
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
