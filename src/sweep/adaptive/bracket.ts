import type { SweepPlan } from "../strategy.ts";
import { type Configuration, distance } from "./configurations.ts";
import type { Knowledge } from "./evidence.ts";

/** Between which loads the highest lies that keeps the objectives: those that keep them are the lowest ones. */
export interface Bracket {
  /** Index of the highest load that keeps them; −1 where none is known to. */
  readonly holds: number;
  /** Index of the lowest load that misses them; the number of loads where none is known to. */
  readonly misses: number;
  /** Indices between the two that can be asked for. */
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
 * Index of the load to look at next: the one that halves the bracket. In a configuration that was never looked at it is
 * the one where the nearest other would be halved, or has ended: there the two are likely to differ least.
 *
 * @param seen the configurations that were looked at
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
