import { formatTime } from "../../core/format.ts";
import type { PlanResult } from "../../result/plan-result.ts";
import { figure } from "../page/figure.ts";
import { html, prose } from "../page/markup.ts";
import { page } from "../page/page.ts";
import { byteLength, MOST_BYTES, rawData } from "../page/raw-data.ts";
import { PLAN_CHARTS } from "./charts/index.ts";
import { planAnswerSection } from "./sections/answer.ts";
import { applySection } from "./sections/apply.ts";
import { planDefinitionsSection } from "./sections/definitions.ts";
import { fleetsSection } from "./sections/fleets.ts";
import { groundsSection } from "./sections/grounds.ts";
import { hostedSection } from "./sections/hosted.ts";
import { planProvenanceSection } from "./sections/provenance.ts";
import { sensitivitySection } from "./sections/sensitivity.ts";
import { skippedSection } from "./sections/skipped.ts";
import { spotSection } from "./sections/spot.ts";
import { throughDaySection } from "./sections/through-day.ts";
import { validationSection } from "./sections/validation.ts";
import { worstMinuteSection } from "./sections/worst-minute.ts";

/** Renders the report of a plan as one HTML file without network or script: the answer first, what it rests on below. */
export async function renderPlanReport(result: PlanResult): Promise<string> {
  const draw = (name: keyof typeof PLAN_CHARTS) => figure(PLAN_CHARTS[name], result);
  const isAskedThroughDay = result.fleets.some(({ throughDay }) => throughDay.length > 0);
  const body = html`${planAnswerSection(result)}
<section id="demand"><h2>Demand through the ${result.demand.hours.length > 24 ? "week" : "day"}</h2>
<p>${prose(result.demand.words)}. Within an hour: ${result.demand.traffic}.</p>
${await draw("demandByHour")}
</section>
${isAskedThroughDay && throughDaySection(result, await draw("fleetByHour"))}
${result.fleets.length > 0 && worstMinuteSection(result, await draw("worstMinute"))}
${result.fleets.length > 0 && fleetsSection(result, await draw("costByFleet"))}
${spotSection(result)}
${hostedSection(result)}
${sensitivitySection(result)}
${validationSection(result)}
${groundsSection(result)}
${applySection(result)}
${skippedSection(result)}
${planProvenanceSection(result)}
${planDefinitionsSection()}`;
  const title = `Plan for ${result.objectives.join(", ")}, ${formatTime(result.startedAt)}`;
  const room = MOST_BYTES - byteLength(page(title, body, html``).text);
  return page(title, body, rawData(result, ["fleets", "skipped", "demand"], room)).text;
}
