import type { Goal } from "../../result/goal.ts";
import type { PointSummary } from "../../result/sweep-result.ts";
import { type Axis, axisOf, configurationOf, keyOf, type Point } from "../axes.ts";
import { type Candidate, candidates } from "./candidates.ts";

/** The most points that are measured again at once: the best, its runner-up and the best of the reference. */
export const MOST_FINALISTS = 3;

/** What a sweep picks its best point by. */
export interface PickRule {
  readonly goal: Goal;
  /** Whether the variant of a point may be recommended. */
  readonly may: (point: PointSummary["point"]) => boolean;
  /** The point that a search settled on, which weighs its probes too; null = the best of the points. */
  readonly settled: Point | null;
}

/** Points that may be recommended by the runs that pick, the best first. */
export function picksOf(points: readonly PointSummary[], { goal, may, settled }: PickRule): Candidate[] {
  const ranked = candidates(goal, points, may);
  const isIt = ({ summary }: Candidate) => settled !== null && keyOf(summary.point) === keyOf(settled);
  return [...ranked.filter(isIt), ...ranked.filter((candidate) => !isIt(candidate))];
}

/**
 * The points to measure again: the best pick, the best of another configuration (or the next, where there is no other), and
 * the best of the reference variant, which the answer compares the best with.
 *
 * @param ofReference points of the reference variant, the best first; none where the sweep has one variant. They may be known
 *   from probes alone, where the picks are not
 * @param tried points that were measured again before, and did not keep what they promised
 */
export function finalistsOf(
  axes: readonly Axis[],
  picks: readonly Candidate[],
  ofReference: readonly Candidate[],
  tried: readonly Point[],
): Point[] {
  const keys = new Set(tried.map(keyOf));
  const untried = (ranked: readonly Candidate[]) =>
    ranked.map(({ summary }) => summary.point).filter((point) => !keys.has(keyOf(point)));
  const left = untried(picks);
  const [best] = left;
  if (best === undefined) return [];
  const configuration = keyOf(configurationOf(best));
  const other = left.find((point) => keyOf(configurationOf(point)) !== configuration) ?? left[1];
  const [own] = untried(ofReference);
  const variant = axisOf(axes, "variant")?.name;
  const isCompared = variant !== undefined && own !== undefined && best[variant] !== own[variant];
  const all = [best, other, isCompared ? own : undefined].filter((point) => point !== undefined);
  return [...new Map(all.map((point) => [keyOf(point), point])).values()];
}
