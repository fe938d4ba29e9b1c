import { figure } from "../page/figure.ts";
import { html } from "../page/markup.ts";
import { page } from "../page/page.ts";
import { byteLength, MOST_BYTES, rawData } from "../page/raw-data.ts";
import { COMPARE_CHARTS } from "./charts/index.ts";
import type { DrawnComparison } from "./drawn.ts";
import { comparedSection } from "./sections/compared.ts";
import { differencesSection } from "./sections/differences.ts";
import { figuresSection } from "./sections/figures.ts";
import { sentenceSection } from "./sections/sentence.ts";

/** Renders a comparison as one HTML file without network or script: the sentence, what differs, the figures, the drawings. */
export async function renderComparisonReport(drawn: DrawnComparison): Promise<string> {
  const { comparison } = drawn;
  const charts = await Promise.all(chartsOf(drawn).map((name) => figure(COMPARE_CHARTS[name], drawn)));
  const body = html`${sentenceSection(comparison)}
${differencesSection(comparison)}
${figuresSection(comparison)}
<section id="drawings"><h2>Side by side</h2>
${charts}
</section>
${comparedSection(comparison)}`;
  const title = `Comparison: ${comparison.sides.map(({ label }) => label).join(", ")}`;
  const room = MOST_BYTES - byteLength(page(title, body, html``).text);
  return page(title, body, rawData(comparison, ["rows"], room)).text;
}

/** The charts that the kind of document has something for. */
function chartsOf({ comparison }: DrawnComparison): (keyof typeof COMPARE_CHARTS)[] {
  if (comparison.of === "run") return ["changes", "percentiles", "timelines"];
  return comparison.of === "capacity" ? ["loadLines", "changes"] : ["changes"];
}
