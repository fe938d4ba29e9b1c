import type { Goal } from "../../result/goal.ts";
import type { PointSummary } from "../../result/sweep-result.ts";
import { failsTooOften } from "../fails-too-often.ts";
import { scoreOf } from "../score.ts";

export interface Candidate {
  readonly summary: PointSummary;
  /** Score of the point: higher is better, whatever the goal. */
  readonly score: number;
}

/**
 * Points that may be recommended, the best first: of an accepted variant, with every objective kept and few failures, and
 * with the goal's figure. Those that were measured again are before all others, whose figures flatter them. Whole points where
 * one of them may be; probes only where none may.
 */
export function candidates(
  { wish, slo }: Goal,
  points: readonly PointSummary[],
  letThrough: (point: PointSummary["point"]) => boolean,
): Candidate[] {
  const all = points.flatMap((summary) => {
    const { state, point, holds } = summary;
    const score = scoreOf(wish, summary);
    const may =
      state !== "invalid" &&
      letThrough(point) &&
      (slo.length === 0 || holds === true) &&
      !failsTooOften(slo, summary.failedShare);
    return may && score !== null ? [{ summary, score }] : [];
  });
  const whole = all.filter(({ summary }) => summary.state === "measured");
  const isAgain = ({ summary }: Candidate) => (summary.confirmed > 0 ? 1 : 0);
  return (whole.length > 0 ? whole : all).sort(
    (one, other) => isAgain(other) - isAgain(one) || other.score - one.score,
  );
}
