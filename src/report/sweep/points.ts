import { plural } from "../../core/format.ts";
import { objectiveWords } from "../../result/objective-words.ts";
import type { PointSummary, SweepResult } from "../../result/sweep-result.ts";
import { type AxisRole, keyOf } from "../../sweep/axes.ts";
import { isInfinite } from "../../sweep/infinite-tail.ts";
import type { ComparedStatistic } from "../../sweep/measured-figures.ts";
import { responseLimits } from "../../sweep/response-limits.ts";

type Point = PointSummary["point"];
export type SweepAxis = SweepResult["axes"][number];

/** The point without some of its axes. */
export function without(point: Point, names: readonly (string | undefined)[]): Point {
  return Object.fromEntries(Object.entries(point).filter(([name]) => !names.includes(name)));
}

export function samePoint(a: Point, b: Point): boolean {
  return keyOf(a) === keyOf(b);
}

export function axisWith(result: SweepResult, role: AxisRole): SweepAxis | undefined {
  return result.axes.find((axis) => axis.role === role);
}

export function summaryOf(result: SweepResult, point: Point): PointSummary | undefined {
  return result.points.find((one) => samePoint(one.point, point));
}

/**
 * Sorts items by the place of their points in the grid, the last axis fastest: they come in the order of measurement.
 */
export function inGridOrder<Item>(
  { axes }: SweepResult,
  items: readonly Item[],
  pointOf: (item: Item) => Point,
): Item[] {
  const place = (point: Point) =>
    axes.reduce(
      (index, { name, values }) => index * (values.length + 1) + values.indexOf(point[name] ?? ""),
      0,
    );
  return items.toSorted((a, b) => place(pointOf(a)) - place(pointOf(b)));
}

/** Points by inferences per second, the most first, whatever the objectives. */
export function byThroughput(points: readonly PointSummary[]): PointSummary[] {
  return points
    .filter(({ inferencesPerSec }) => inferencesPerSec !== null)
    .toSorted((a, b) => (b.inferencesPerSec ?? 0) - (a.inferencesPerSec ?? 0));
}

const TAILS = ["p90", "p95", "p99"] as const;
type TailKey = (typeof TAILS)[number];

/** The percentile that charts show as the tail: that of the first objective about response time, else p95. */
export function tailOf({ goal }: SweepResult): TailKey {
  const keys = responseLimits(goal.slo).map(({ key }) => key);
  return TAILS.find((tail) => tail === keys.find((key) => TAILS.some((one) => one === key))) ?? "p95";
}

/** Limits of response time at one of the given percentiles. */
export function limitsOf(
  { goal }: SweepResult,
  percentiles: readonly string[],
): { readonly limitMs: number; readonly text: string }[] {
  return responseLimits(goal.slo)
    .filter(({ key }) => percentiles.includes(key))
    .map(({ limitMs, objective }) => ({ limitMs, text: objectiveWords(objective) }));
}

/** The text of a share that somebody asked for, never rounded: `99.9 %`. */
export function askedShare(share: number): string {
  return `${Number((100 * share).toPrecision(6))} %`;
}

/** The note on points without a valid run, which no chart draws; empty without such points. */
export function invalidNote({ points }: SweepResult): string {
  const invalid = points.filter(({ state }) => state === "invalid").length;
  if (invalid === 0) return "";
  return ` Not drawn: ${invalid === 1 ? "1 point" : `${invalid} points`} without a valid run.`;
}

/** The note on points that a chart of this percentile does not draw, because it is infinite there; empty without such. */
export function infiniteNote({ points }: SweepResult, key: ComparedStatistic): string {
  const infinite = points.filter(({ failedShare }) => isInfinite(key, failedShare)).length;
  if (infinite === 0) return "";
  return ` Not drawn: ${plural(infinite, "point")} at which more requests failed than the ${key} tail holds.`;
}

/** The note that explains hollow marks; empty where there are none. */
export function probedNote({ points }: SweepResult): string {
  return points.some(({ state }) => state === "probed")
    ? " Hollow: only probed, by runs shorter than the others."
    : "";
}
