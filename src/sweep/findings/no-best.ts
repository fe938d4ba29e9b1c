import { smallest } from "../../core/extremes.ts";
import { formatMs, formatShare, plural } from "../../core/format.ts";
import { type Goal, WISHES, type Wish } from "../../result/goal.ts";
import { FAILURES_ALLOWED } from "../../result/implied-objective.ts";
import type { PointSummary } from "../../result/sweep-result.ts";
import { failsTooOften } from "../fails-too-often.ts";
import { objectivesWords } from "../goal-words.ts";
import { isInfinite } from "../infinite-tail.ts";
import { pointWords } from "../point-words.ts";
import { responseLimits } from "../response-limits.ts";
import { type Variants, variantOf } from "../variants.ts";

/**
 * The reason why nothing is recommended, in one sentence without its full stop; with the nearest miss where there is
 * one.
 *
 * @param missedAgain points that looked best, and may not be recommended by their runs after that
 */
export function whyNoBest(
  { wish, slo }: Goal,
  points: readonly PointSummary[],
  variants: Variants | null,
  missedAgain: readonly PointSummary[] = [],
): string {
  if (missedAgain.length > 0) return whyNoneKept(slo, missedAgain);
  if (points.length === 0) return "no point was measured";
  const valid = points.filter(({ state }) => state !== "invalid");
  if (valid.length === 0)
    return `no run at ${plural(points.length, "point")} was valid (${reasonsOf(points)})`;
  const open = valid.filter(({ point }) => !variants?.barred.has(variantOf(variants, point) ?? ""));
  if (open.length === 0)
    return `no valid point is of ${variants?.reference} or another variant that is shown to be as exact as was asked for`;
  const answered = open.filter((one) => one.inferencesPerSec !== null && one.inferencesPerSec > 0);
  if (answered.length === 0) return `no request was answered at ${plural(open.length, "point")}`;
  const held = open.filter(({ holds }) => slo.length === 0 || holds === true);
  const failing = held.filter(({ failedShare }) => failsTooOften(slo, failedShare));
  if (held.length > 0 && failing.length === held.length) {
    const fewest = smallest(failing.map(({ failedShare }) => failedShare ?? 1));
    return (
      `at ${failing.length === 1 ? "the only point that may be recommended" : `each of ${plural(failing.length, "point")}`} more than ` +
      `${formatShare(FAILURES_ALLOWED, 1)} of the requests failed (${formatShare(fewest, 1)} at the least); an objective such as ` +
      "`--slo errors<=5%` would allow it"
    );
  }
  if (held.length > 0) return whyNoFigure(wish, held);
  const missed = open.filter(({ holds }) => holds === false);
  const unjudged = open.length - missed.length;
  const [nearest] = missed
    .map((summary) => missOf(summary, slo))
    .filter((miss) => miss !== null)
    .sort(byTimes);
  const none =
    open.length === 1 ? "the only valid point was not" : `none of ${plural(open.length, "point")} was`;
  const sentence = [`${none} seen to hold ${objectivesWords(slo)}`];
  if (nearest !== undefined) sentence.push(nearest.words);
  if (unjudged > 0)
    sentence.push(`${plural(unjudged, "point")} had too few requests to judge, and longer runs would tell`);
  return sentence.join("; ");
}

/** The reason why none of the points that looked best is recommended, though others were seen to hold the objectives. */
function whyNoneKept(slo: readonly string[], missedAgain: readonly PointSummary[]): string {
  const looked =
    missedAgain.length === 1
      ? "the point that looked best"
      : `the ${missedAgain.length} points that looked best`;
  const what =
    slo.length === 0
      ? `lost more than ${formatShare(FAILURES_ALLOWED, 1)} of their requests`
      : `missed ${objectivesWords(slo)}`;
  const [nearest] = missedAgain
    .map((summary) => missOf(summary, slo))
    .filter((miss) => miss !== null)
    .sort(byTimes);
  const last = missedAgain.length === 1 ? "when it was measured again" : "when they were measured again";
  return [`${looked} ${what} ${last}`, nearest?.words].filter((part) => part !== undefined).join("; ");
}

/** The reason why none of the points that hold the objectives has the figure that the goal is about. */
function whyNoFigure(wish: Wish, held: readonly PointSummary[]): string {
  const failing = held.filter(({ failedShare }) => isInfinite("p95", failedShare));
  if (wish !== "latency" || failing.length < held.length)
    return `no point has a figure for ${WISHES[wish].figure.words}`;
  const fewest = smallest(failing.map(({ failedShare }) => failedShare ?? 1));
  return (
    `${held.length === 1 ? "the only point that may be recommended has" : `none of ${plural(held.length, "point")} has`} a finite p95: ` +
    `more than 5 % of the requests failed (${formatShare(fewest, 1)} at the least), and a failed request is infinitely slow`
  );
}

interface Miss {
  /**
   * Observed time as a multiple of the limit, infinite where too many failed; at 1 and below it was in time, so failed
   * requests broke the objective.
   */
  readonly times: number;
  readonly words: string;
}

/** How a point misses the objective that it misses the most; null where its summary has none of their percentiles. */
function missOf({ point, latencyMs, failedShare }: PointSummary, slo: readonly string[]): Miss | null {
  const [worst] = responseLimits(slo)
    .flatMap(({ key, limitMs }) => {
      const observedMs = isInfinite(key, failedShare) ? Number.POSITIVE_INFINITY : latencyMs[key];
      return observedMs === null ? [] : [{ times: observedMs / limitMs, key, observedMs }];
    })
    .sort(byTimes)
    .reverse();
  if (worst === undefined) return null;
  const failed = `${formatShare(failedShare ?? 0, 1)} of its requests failed`;
  const found = Number.isFinite(worst.observedMs)
    ? `${worst.key} is ${formatMs(worst.observedMs)}${(failedShare ?? 0) > 0 ? ` and ${failed}` : ""}`
    : `${worst.key} is infinite, because ${failed}`;
  return { times: worst.times, words: `nearest is ${pointWords(point)}, whose ${found}` };
}

/** Orders misses by how far they are off; two may both be infinite, and their difference is then not a number. */
function byTimes(one: Pick<Miss, "times">, other: Pick<Miss, "times">): number {
  return one.times === other.times ? 0 : one.times - other.times;
}

function reasonsOf(points: readonly PointSummary[]): string {
  const counts = new Map<string, number>();
  for (const code of points.flatMap(({ reasons }) => reasons)) counts.set(code, (counts.get(code) ?? 0) + 1);
  return [...counts].map(([code, count]) => `${code}: ${count}`).join(", ");
}
