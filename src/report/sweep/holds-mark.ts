import { formatShare } from "../../core/format.ts";
import type { PointSummary, SweepResult } from "../../result/sweep-result.ts";
import { failsTooOften } from "../../sweep/fails-too-often.ts";
import { mark } from "../page/mark.ts";
import { type Html, html } from "../page/markup.ts";

/** The mark of a point that holds the objectives or not, as shown or as observed alone, in words and with a sign. */
export function holdsMark(
  { goal }: SweepResult,
  { failedShare, holds, answer, state, reasons }: PointSummary,
): Html {
  if (state === "invalid") return html`<span class="quiet">invalid: ${reasons.join(", ")}</span>`;
  if (failsTooOften(goal.slo, failedShare))
    return html`<span class="mark bad">✗ ${formatShare(failedShare ?? 0, 1)} failed</span>`;
  if (goal.slo.length === 0) return html`<span class="quiet">none asked</span>`;
  if (holds === true && answer === "not shown") return mark(null, "observed, not shown");
  if (holds === false && answer === "not shown") return mark(false, "observed beyond");
  return holds === null ? html`<span class="quiet">not judged</span>` : mark(holds);
}
