import type { PointSummary, SweepResult } from "../../result/sweep-result.ts";
import { scoreOf } from "../../sweep/score.ts";
import { spoiledLegend } from "./latency-words.ts";
import { summaryOf } from "./points.ts";
import { isAsPicked } from "./variants.ts";

/** What a reader of the list of the best points must know of its figures, as sentences without their full stop. */
export function listNotes(result: SweepResult, shown: readonly PointSummary[]): string[] {
  return [asPickedNote(result, shown), spoiledLegend(shown, ["p50", "p95"])].filter((note) => note !== null);
}

/** The sign of a point whose figures are not as good as those of others: from short runs, or those that it was picked by. */
export function originWords(result: SweepResult, summary: PointSummary): string[] {
  return [
    ...(summary.state === "probed" ? ["probed"] : []),
    ...(isAsPicked(result, summary) ? ["as picked"] : []),
  ];
}

/**
 * Says why figures that a point was picked by may look better than those of the best, which was measured again: without it the
 * list would contradict its own order.
 */
function asPickedNote(result: SweepResult, shown: readonly PointSummary[]): string | null {
  const { best, goal } = result;
  const picked = shown.filter((summary) => isAsPicked(result, summary));
  if (picked.length === 0) return null;
  const note = "as picked: not measured again; the highest of such figures are too high";
  const score = (summary: PointSummary | undefined) =>
    summary === undefined ? 0 : (scoreOf(goal.wish, summary) ?? 0);
  const first = best === null ? undefined : summaryOf(result, best.point);
  const isBehind = first !== undefined && picked.some((summary) => score(summary) > score(first));
  return isBehind ? `${note}, so one that is better than the best's own does not show a better point` : note;
}
