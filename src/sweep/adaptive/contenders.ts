import { chanceToHold, marginBelief, scoreBelief } from "./belief.ts";
import { bracketOf, halfway } from "./bracket.ts";
import { type Belief, chanceAbove, LIMITLESS } from "./chance.ts";
import type { Configuration } from "./configurations.ts";
import type { Evidence, Knowledge } from "./evidence.ts";
import type { LoadLimits } from "./limits.ts";

/** A point that may be the best. */
export interface Contender {
  readonly configuration: Configuration;
  readonly load: number;
  /**
   * Knowledge of the point. `rival`: it keeps the objectives. `doubtful`: what was measured says that it misses them, or
   * gave no score. `unseen`: it was not measured.
   */
  readonly kind: "rival" | "doubtful" | "unseen";
  /** Belief about the score; of an unseen point, about the most that it can be. */
  readonly score: Belief;
  readonly chanceHolds: number;
}

/** The measured contenders of a configuration. */
export function measuredContenders(configuration: Configuration, knowledge: Knowledge): Contender[] {
  return configuration.points.flatMap((point, load): Contender[] => {
    const evidence = knowledge.of(point);
    const { feasibility, spoiled, wholes } = evidence;
    if (feasibility === null) return [];
    const score = scoreBelief(evidence, knowledge);
    const entry = {
      configuration,
      load,
      score: score ?? LIMITLESS,
      chanceHolds: chanceToHold(evidence, knowledge),
    };
    const mayBeConfirmed = wholes > 0 ? feasibility.judged : !spoiled;
    if (feasibility.holds && score !== null && mayBeConfirmed) return [{ ...entry, kind: "rival" }];
    const isOpen = entry.chanceHolds > 0 && !spoiled && (wholes === 0 || score !== null);
    return isOpen ? [{ ...entry, kind: "doubtful" }] : [];
  });
}

/** The contenders of a configuration that were not measured, at most one for each load. */
export function unseenContenders(
  configuration: Configuration,
  limits: LoadLimits,
  knowledge: Knowledge,
): Contender[] {
  const { points } = configuration;
  const { holds, misses, open } = bracketOf(configuration, knowledge);
  const contenders: Contender[] = [];
  const unseen = (load: number, score: Belief, chanceHolds: number) =>
    contenders.push({ configuration, load, kind: "unseen", score, chanceHolds });
  const next = halfway({ holds, misses, open });
  if (next !== undefined)
    unseen(next, highest(open.map((load) => boundAt(load, configuration, limits, knowledge))), 1);
  for (const [load, point] of points.entries()) {
    const { feasibility, spoiled } = knowledge.of(point);
    if (feasibility !== null || spoiled || (load > holds && load < misses)) continue;
    const chanceHolds = load < misses ? 1 : chanceAfterMiss(load, configuration, limits, knowledge);
    if (chanceHolds > 0) unseen(load, boundAt(load, configuration, limits, knowledge), chanceHolds);
  }
  return contenders;
}

/** The most that a load can reach, from what every other load of the configuration reached (Shubert 1972). */
function boundAt(
  load: number,
  { points, loads }: Configuration,
  limits: LoadLimits,
  knowledge: Knowledge,
): Belief {
  let bound = LIMITLESS;
  for (const [index, point] of points.entries()) {
    const belief = index === load ? null : scoreBelief(knowledge.of(point), knowledge);
    if (belief === null) continue;
    const by = Math.log((loads[load] ?? 1) / (loads[index] ?? 1));
    const most = { ...belief, mean: belief.mean + by * (by > 0 ? limits.rise : -limits.fall) };
    if (most.mean < bound.mean) bound = most;
  }
  return bound;
}

function highest(beliefs: readonly Belief[]): Belief {
  return beliefs.reduce((most, one) => (one.mean > most.mean ? one : most));
}

/** Chance that a load above some that miss the objectives keeps them: where more load was seen to bring relief. */
function chanceAfterMiss(
  load: number,
  { points, loads }: Configuration,
  { relief }: LoadLimits,
  knowledge: Knowledge,
): number {
  let least = 1;
  for (const [index, point] of points.slice(0, load).entries()) {
    const evidence = knowledge.of(point);
    if (evidence.feasibility?.holds !== false) continue;
    least = Math.min(
      least,
      chanceWithRelief(evidence, relief * Math.log((loads[load] ?? 1) / (loads[index] ?? 1)), knowledge),
    );
  }
  return least;
}

function chanceWithRelief(evidence: Evidence, relief: number, knowledge: Knowledge): number {
  const belief = marginBelief(evidence, knowledge);
  if (belief === null) return relief === Number.POSITIVE_INFINITY ? 1 : 0;
  return chanceAbove({ ...belief, mean: belief.mean + relief }, { mean: 0, deviation: 0 });
}
