import { formatCount, formatShare } from "../../core/format.ts";
import type { PointSummary } from "../../result/sweep-result.ts";
import { objectivesWords } from "../goal-words.ts";
import { pointWords } from "../point-words.ts";
import type { Candidate } from "./candidates.ts";

/**
 * Clause on a best point that was observed within the limits and is not shown to hold them in the long run, with the requests
 * that this rests on, and with the best of the others that is shown to. Null where it is shown, or where that is not known.
 *
 * @param ranked points that may be recommended, the best first
 */
export function shownClause(ranked: readonly Candidate[]): string | null {
  const [best] = ranked;
  if (best === undefined || best.summary.answer !== "not shown") return null;
  const open = best.summary.objectives.filter(({ answer }) => answer === "not shown").map(openWords);
  const because = open.length === 0 ? "" : `: ${open.join(" and ")}`;
  const isAgain = ({ summary }: Candidate) => summary.confirmed > 0;
  const shown = ranked.find((one) => one.summary.answer === "holds" && isAgain(one) === isAgain(best));
  const other =
    shown === undefined
      ? ""
      : `; ${pointWords(shown.summary.point)} is shown to hold, ${apartWords(shown.score / best.score)}`;
  return `observed within the limits, not shown to hold${because}${other}`;
}

function openWords({ objective, within, scheduled, worth }: PointSummary["objectives"][number]): string {
  const words = objectivesWords([objective]);
  if (within === null || scheduled === null || scheduled === 0) return `${words} is known too little`;
  const independent =
    worth === null
      ? "too few to tell"
      : `worth ${formatCount(Math.max(1, Math.round(worth)))} independent ones`;
  return `${formatShare(within, scheduled)} of ${formatCount(scheduled)} requests, ${independent}, kept ${words}`;
}

function apartWords(ratio: number): string {
  if (ratio === 1) return "and as good";
  return `${formatShare(Math.abs(1 - ratio), 1)} ${ratio < 1 ? "behind" : "ahead"}`;
}
