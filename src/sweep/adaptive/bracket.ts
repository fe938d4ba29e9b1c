import type { SweepPlan } from "../strategy.ts";
import { type Configuration, distance } from "./configurations.ts";
import type { Knowledge } from "./evidence.ts";

/**
 * The loads between which the highest one is looked for that keeps the objectives. Where more load brings no relief, the
 * loads below it keep them too.
 */
export interface Bracket {
  /** Index of the highest load that keeps the objectives; −1 where none is known to. */
  readonly holds: number;
  /** Index of the lowest load above it that misses the objectives; the number of loads where none is known to. */
  readonly misses: number;
  /** Indices of the loads between these two that can be measured. */
  readonly open: readonly number[];
}

export function bracketOf({ points }: Configuration, knowledge: Knowledge): Bracket {
  const kept = points.map((point) => knowledge.of(point).feasibility?.holds ?? null);
  const holds = kept.lastIndexOf(true);
  const missed = kept.indexOf(false, holds + 1);
  const misses = missed === -1 ? points.length : missed;
  const open = points.flatMap((point, index) =>
    index > holds && index < misses && !knowledge.of(point).spoiled ? [index] : [],
  );
  return { holds, misses, open };
}

/** Index of the load that halves the bracket; undefined where it is closed. */
export function halfway({ open }: Bracket): number | undefined {
  return open[Math.floor(open.length / 2)];
}

/**
 * Index of the load at which a configuration is measured first: the one that would halve the bracket of the nearest
 * other, or had its highest score: there the two are likely to differ least. Latency is lowest where there is nothing to wait for.
 *
 * @param seen the configurations that were measured
 */
export function firstLoad(
  { axes, goal }: SweepPlan,
  configuration: Configuration,
  seen: readonly Configuration[],
  knowledge: Knowledge,
): number {
  const [first, ...others] = seen;
  if (goal.wish === "latency") return 0;
  if (first === undefined) return halfway(bracketOf(configuration, knowledge)) ?? 0;
  const nearest = others.reduce(
    (best, other) =>
      distance(axes, other, configuration) < distance(axes, best, configuration) ? other : best,
    first,
  );
  const bracket = bracketOf(nearest, knowledge);
  return halfway(bracket) ?? bestLoad(nearest, bracket, knowledge);
}

function bestLoad({ points }: Configuration, { holds }: Bracket, knowledge: Knowledge): number {
  let best = { load: 0, logScore: Number.NEGATIVE_INFINITY };
  for (const [load, point] of points.slice(0, holds + 1).entries()) {
    const { logScore } = knowledge.of(point);
    if (logScore !== null && logScore >= best.logScore) best = { load, logScore };
  }
  return best.load;
}
