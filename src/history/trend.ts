import { changeOf } from "../compare/change.ts";
import type { ComparedFigure } from "../compare/document-figures.ts";
import { createRng } from "../core/rng.ts";
import { type ChangeRule, changePoints } from "../stats/e-divisive.ts";
import { meanInterval } from "../stats/mean-difference.ts";
import type { FigureTrend, HistoryPoint, Stretch, TrendChange } from "./history.ts";

/** The rule of a history: that of the change points, and the seed of their permutations. */
export interface TrendRule extends ChangeRule {
  readonly seed: number;
}

/** The trend of a figure over results in the order of time. Results without the figure are passed over. */
export function trendOf(
  figure: ComparedFigure,
  points: readonly HistoryPoint[],
  rule: TrendRule,
): FigureTrend {
  const known = points.flatMap(({ values }, at) => {
    const value = values[figure.id] ?? null;
    return value === null ? [] : [{ at, value }];
  });
  const series = known.map(({ value }) => value);
  const found = changePoints(series, rule, createRng(rule.seed, `change points of ${figure.id}`));
  const ends = [0, ...found.map(({ at }) => at), series.length];
  const parts = ends.slice(0, -1).map((from, i) => series.slice(from, ends[i + 1]));
  // Where the first of a stretch stands among all results.
  const placeOf = (i: number) => (i === 0 ? 0 : (known[ends[i] as number]?.at ?? points.length));
  const stretches = parts.flatMap((values, i) => {
    const to = i === parts.length - 1 ? points.length : placeOf(i + 1);
    return values.length === 0 ? [] : [stretchOf(values, placeOf(i), to)];
  });
  const changes = found.map(
    ({ p }, i): TrendChange => ({
      at: placeOf(i + 1),
      p,
      change: changeOf(figure, parts[i] as number[], parts[i + 1] as number[], false),
    }),
  );
  return { figure, count: series.length, stretches, changes };
}

function stretchOf(values: readonly number[], from: number, to: number): Stretch {
  const { mean, interval } = meanInterval(values);
  return { from, to, count: values.length, mean, interval };
}

/**
 * The fewest results in which a single step could be shown: with fewer, even the clearest one is reached by too many orders of the same values (2 of all
 * ways to choose the half of them).
 */
export function fewestResults({ alpha, fewest }: ChangeRule): number {
  let orders = 1;
  for (let results = 2; ; results++) {
    // The number of ways to choose half of them, carried along from one number to the next.
    orders = results % 2 === 0 ? orders * 2 : (orders * results) / ((results + 1) / 2);
    if (results >= 2 * fewest && 2 / orders <= alpha) return results;
  }
}
