import type { PlanResult } from "../../../result/plan-result.ts";
import { mark } from "../../page/mark.ts";
import { type Html, html } from "../../page/markup.ts";
import { burstWords } from "../burst-words.ts";

/** The section of the worst minute of the busiest hour: whether the fleet survives it, and how it goes. */
export function worstMinuteSection({ fleets }: PlanResult, chart: Html): Html | false {
  const burst = fleets[0]?.burst ?? null;
  if (burst === null) return false;
  return html`<section id="burst"><h2>The worst burst</h2>
<p>${mark(burst.keepsObjectives, burst.keepsObjectives ? "the minute keeps the objectives" : "the minute misses the objectives")}: ${burstWords(burst)}.</p>
${chart}
</section>`;
}
