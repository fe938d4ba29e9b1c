import { formatTime } from "../../core/format.ts";
import type { RunResult } from "../../result/run-result.ts";
import { figure } from "../page/figure.ts";
import { html } from "../page/markup.ts";
import { page } from "../page/page.ts";
import { byteLength, MOST_BYTES, rawData } from "../page/raw-data.ts";
import { RUN_CHARTS } from "./charts/index.ts";
import { runVerdict } from "./run-verdict.ts";
import { scalingOf } from "./scaling-words.ts";
import { checksSection } from "./sections/checks.ts";
import { comparisonSection } from "./sections/comparison.ts";
import { costSection } from "./sections/cost.ts";
import { definitionsSection } from "./sections/definitions.ts";
import { endpointsSection } from "./sections/endpoints.ts";
import { generatorSection } from "./sections/generator.ts";
import { gpusSection } from "./sections/gpus.ts";
import { headlineSection } from "./sections/headline.ts";
import { insideSection } from "./sections/inside.ts";
import { latencySection } from "./sections/latency.ts";
import { outcomesSection } from "./sections/outcomes.ts";
import { prioritiesSection } from "./sections/priorities.ts";
import { provenanceSection } from "./sections/provenance.ts";
import { scalingSection } from "./sections/scaling.ts";
import { seedsSection } from "./sections/seeds.ts";
import { spotSection } from "./sections/spot.ts";
import { tokensSection } from "./sections/tokens.ts";
import { trafficSection } from "./sections/traffic.ts";
import { verdictSection } from "./sections/verdict.ts";

/**
 * Renders the report of a run as one HTML file without network or script. The verdict comes first, because a number
 * from a run that measured itself is worse than no number.
 */
export async function renderRunReport(result: RunResult): Promise<string> {
  const draw = (name: keyof typeof RUN_CHARTS) => figure(RUN_CHARTS[name], result);
  const body = html`${verdictSection(result)}
${headlineSection(result)}
${seedsSection(result)}
${comparisonSection(result)}
${latencySection(result, await draw("latencyPercentiles"))}
${result.tokens !== null && tokensSection(result.tokens, await draw("tokenTimes"))}
<section id="time"><h2>Over time</h2>
${await draw("timeline")}
</section>
${scalingOf(result) !== null && scalingSection(result, await draw("replicas"))}
${prioritiesSection(result)}
${spotSection(result)}
${trafficSection(result, [await draw("gaps"), await draw("burstiness")])}
${outcomesSection(result, await draw("failures"))}
${insideSection(result)}
${gpusSection(result)}
${endpointsSection(result)}
${checksSection(result, await draw("sendLag"))}
${generatorSection(result)}
${costSection(result)}
${provenanceSection(result)}
${definitionsSection(result)}`;
  const verdict = runVerdict(result).word.toLowerCase();
  const title = `${result.scenario.name}, ${formatTime(result.startedAt)} (${verdict})`;
  const room = MOST_BYTES - byteLength(page(title, body, html``).text);
  const footer = rawData(result, ["histograms", "windows"], room);
  return page(title, body, footer).text;
}
