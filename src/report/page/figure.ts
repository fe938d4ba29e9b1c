import type { Chart } from "../charts/chart.ts";
import { chartSpec } from "../charts/chart.ts";
import { renderSvg } from "../charts/render.ts";
import { escapeHtml, type Html, html, trusted } from "./markup.ts";

/** Widths at which charts are drawn, px: scaling one down would make its text too small to read on a phone. */
const WIDTHS = { wide: 760, narrow: 346 } as const;

/** A chart with its caption; the reason where there is nothing to draw. */
export async function figure<Result>(chart: Chart<Result>, result: Result): Promise<Html> {
  const drawings: Html[] = [];
  for (const [name, width] of Object.entries(WIDTHS)) {
    const drawn = chartSpec(chart, result, { width });
    if (drawn.kind === "no-data") {
      return html`<p class="no-data"><strong>${chart.title}:</strong> not drawn, ${drawn.reason}.</p>`;
    }
    const svg = await renderSvg(drawn.spec);
    drawings.push(
      trusted(
        svg
          .replace("<svg ", `<svg role="img" aria-label="${escapeHtml(chart.title)}" `)
          .replace('class="marks"', `class="${name}"`),
      ),
    );
  }
  return html`<figure id="${chart.id}">${drawings}<figcaption>${chart.caption(result)}</figcaption></figure>`;
}
