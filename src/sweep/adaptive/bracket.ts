import type { SweepPlan } from "../strategy.ts";
import { type Configuration, distance } from "./configurations.ts";
import type { Knowledge } from "./evidence.ts";

/**
 * The loads between which lies the highest one that keeps the objectives. The loads that keep them are the lowest ones.
 */
export interface Bracket {
  /** Index of the highest load that keeps the objectives; −1 where none is known to. */
  readonly holds: number;
  /** Index of the lowest load that misses the objectives; the number of loads where none is known to. */
  readonly misses: number;
  /** Indices of the loads between these two that can be measured. */
  readonly open: readonly number[];
}

export function bracketOf({ points }: Configuration, knowledge: Knowledge): Bracket {
  const kept = points.map((point) => knowledge.of(point).feasibility?.holds ?? null);
  const misses = kept.includes(false) ? kept.indexOf(false) : points.length;
  const holds = kept.slice(0, misses).lastIndexOf(true);
  const open = points.flatMap((point, index) =>
    index > holds && index < misses && !knowledge.of(point).spoiled ? [index] : [],
  );
  return { holds, misses, open };
}

/**
 * Index of the load to measure next: the one that halves the bracket. In a configuration that was never measured, it is
 * the load that would halve the bracket of the nearest other, or ended it: there the two are likely to differ least.
 *
 * @param seen the configurations that were measured
 * @returns undefined where the bracket is closed
 */
export function nextLoad(
  { axes }: SweepPlan,
  configuration: Configuration,
  seen: readonly Configuration[],
  knowledge: Knowledge,
): number | undefined {
  const own = halfway(bracketOf(configuration, knowledge));
  if (seen.length === 0 || seen.includes(configuration)) return own;
  const nearest = seen.reduce((best, other) =>
    distance(axes, other, configuration) < distance(axes, best, configuration) ? other : best,
  );
  const bracket = bracketOf(nearest, knowledge);
  return halfway(bracket) ?? Math.max(0, bracket.holds);
}

function halfway({ open }: Bracket): number | undefined {
  return open[Math.floor(open.length / 2)];
}
