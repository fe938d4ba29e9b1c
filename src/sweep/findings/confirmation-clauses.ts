import { formatShare, plural } from "../../core/format.ts";
import type { Goal } from "../../result/goal.ts";
import type { PointSummary } from "../../result/sweep-result.ts";
import { keyOf } from "../axes.ts";
import { objectivesWords } from "../goal-words.ts";
import { pointWords } from "../point-words.ts";
import type { Candidate } from "./candidates.ts";

/** The runs that the figures of the best point are of, where they were made after it was picked; else empty. */
export function runsAfterPick({ confirmed }: PointSummary): string {
  return confirmed > 0 ? `, in ${plural(confirmed, "run")} made after it was picked` : "";
}

/**
 * Clause on a best point whose figures are those that it was picked by: the best of several noisy figures is too good. None where
 * nothing else could have been picked.
 *
 * @param picks points by the runs that picked, the best first
 */
export function unconfirmedClause({ confirmed }: PointSummary, picks: readonly Candidate[]): string | null {
  if (confirmed > 0 || picks.length < 2) return null;
  return "it was picked by these figures and not measured again since, so they are likely too good";
}

/**
 * Clause on what looked better than the best by the runs that picked, and did not when it was measured again: it missed the
 * objectives, or is shown to be behind. Null where the pick was confirmed.
 *
 * @param missed points that may not be recommended by their runs after the pick
 */
export function disagreementClause(
  { slo }: Goal,
  picks: readonly Candidate[],
  ranked: readonly Candidate[],
  missed: readonly PointSummary[],
): string | null {
  const key = ({ summary }: Candidate) => keyOf(summary.point);
  const [best] = ranked;
  if (best === undefined) return null;
  const place = picks.findIndex((pick) => key(pick) === key(best));
  const before = place === -1 ? picks : picks.slice(0, place);
  const failed = before.filter((pick) => missed.some(({ point }) => keyOf(point) === key(pick)));
  const [first] = failed;
  if (first !== undefined) {
    const who = failed.length === 1 ? pointWords(first.summary.point) : `${failed.length} points`;
    const what = slo.length === 0 ? "failed too often" : `missed ${objectivesWords(slo)}`;
    return `${who} looked better, and ${what} when measured again`;
  }
  const behind = ranked.find((one) => before.some((pick) => key(pick) === key(one)));
  if (behind === undefined || behind.summary.confirmed === 0) return null;
  return `${pointWords(behind.summary.point)} was picked first, and is ${formatShare(1 - behind.score / best.score, 1)} behind since both were measured again`;
}
