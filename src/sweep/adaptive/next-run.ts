import type { Point } from "../axes.ts";
import type { SweepPlan } from "../strategy.ts";
import { type Budget, costMs } from "./budget.ts";
import type { Contender } from "./contenders.ts";
import { type Contest, isKnown, RISK, sumOf } from "./contest.ts";
import type { Knowledge } from "./evidence.ts";

export interface Run {
  readonly point: Point;
  readonly durationMs: number;
}

/**
 * Number of whole points kept for a leader that has none: it may turn out to miss its objectives, and then so may the
 * next.
 */
const KEPT_FOR_LEADER = 2;

/**
 * The next run of the search. @returns undefined when the answer is known, nothing more can be asked, or the time is
 * used
 */
export function nextRun(
  plan: SweepPlan,
  contest: Contest,
  knowledge: Knowledge,
  { probeMs, leftMs }: Budget,
): Run | undefined {
  const wholeMs = plan.durationMs;
  const { leader, challengers } = contest;
  const whole = (one: Contender): Run => ({ point: pointOf(one), durationMs: wholeMs });
  const unconfirmed = leader !== undefined && knowledge.of(pointOf(leader)).wholes === 0;
  const confirmation = unconfirmed && costMs(plan, wholeMs) <= leftMs ? whole(leader) : undefined;
  if (isKnown(contest)) return confirmation;

  const spoiled = (one: Contender) => knowledge.of(pointOf(one)).spoiled;
  const weight = (one: Contender) => knowledge.of(pointOf(one)).weight;
  // All that is open is whether the leader keeps its objectives.
  if (leader !== undefined && !unconfirmed && sumOf(challengers) <= RISK)
    return costMs(plan, wholeMs) > leftMs || spoiled(leader) ? undefined : whole(leader);
  for (const challenger of challengers) {
    if (challenger.kind !== "unseen" && unconfirmed) return confirmation;
    if (challenger.kind === "unseen") {
      const keptMs = leader === undefined || unconfirmed ? KEPT_FOR_LEADER * costMs(plan, wholeMs) : 0;
      const fits = costMs(plan, probeMs) + keptMs <= leftMs;
      return fits ? { point: pointOf(challenger), durationMs: probeMs } : confirmation;
    }
    if (costMs(plan, wholeMs) > leftMs) return undefined;
    if (challenger.kind === "doubtful" || leader === undefined) return whole(challenger);
    const [lesser] = [leader, challenger]
      .filter((one) => !spoiled(one))
      .sort((a, b) => weight(a) - weight(b));
    if (lesser !== undefined) return whole(lesser);
  }
  return confirmation;
}

function pointOf({ configuration, load }: Contender): Point {
  return configuration.points[load] ?? {};
}
